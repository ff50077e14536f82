import { useText } from '../../../text/text.ts';
import classes from './glass.module.css';

/** The shades and what they mean; under the least likely stands a line too, so that colour is not needed. */
export function Legend() {
  const text = useText().ask.glass;
  return (
    <p className={classes.legend}>
      {text.legend}:{' '}
      {text.bands.map((band, index) => (
        <span key={band}>
          <span className={classes.token} data-band={index}>
            {band}
          </span>{' '}
        </span>
      ))}
    </p>
  );
}

import type { ModelInspectionView } from 'commonhold/api';
import { Facts } from '../../components/facts.tsx';
import { numberText, timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { sizeText } from './figures.ts';
import classes from './models.module.css';
import { Sourced } from './sourced.tsx';
import { WholeDigest } from './whole-digest.tsx';

/** What this node computed from the bytes of the file, by itself. */
export function Verified({ of: { model, verified } }: { readonly of: ModelInspectionView }) {
  const words = useText().models;
  const text = words.one;
  const bytes = `${sizeText(verified.sizeBytes)} (${numberText(verified.sizeBytes)} bytes)`;
  return (
    <section className={classes.verified} aria-labelledby="verified">
      <h2 id="verified">{text.verified}</h2>
      <p className="soft">{text.verifiedHelp}</p>
      <Facts
        of={[
          [
            text.size,
            <Sourced key="size" source={text.counted}>
              {bytes}
            </Sourced>,
          ],
          [
            text.sha256,
            <Sourced key="digest" source={text.computed(timeText(model.addedAt))}>
              <WholeDigest value={verified.sha256} />
            </Sourced>,
          ],
          [
            text.pinned,
            <Sourced key="pin" source={text.compared}>
              {words.sentence([words.pin[verified.pin]])}
            </Sourced>,
          ],
          [
            text.template,
            <Sourced key="template" source={text.templateFrom}>
              {verified.templateSha256 === undefined ? (
                text.noTemplate
              ) : (
                <WholeDigest value={verified.templateSha256} />
              )}
            </Sourced>,
          ],
        ]}
      />
    </section>
  );
}

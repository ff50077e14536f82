import type { PullProgressView } from 'commonhold/api';
import { useEffect, useState } from 'react';
import { useText } from '../../text/text.ts';
import { leftText, sizeText } from './figures.ts';
import classes from './models.module.css';

type Receiving = Extract<PullProgressView, { readonly state: 'receiving' }>;

/** After this long without a byte the rate of before says nothing about what is left. */
const stillSeconds = 5;

/** How fast it comes and how long it may take; or that nothing comes any more. */
export function Pace({ progress }: { readonly progress: Receiving }) {
  const text = useText().models.pulls;
  const still = useSecondsOpen();
  const { bytesPerSecond, receivedBytes, totalBytes } = progress;
  if (still >= stillSeconds) return <p className={classes.pace}>{text.still(String(still))}.</p>;
  if (bytesPerSecond === undefined || bytesPerSecond === 0) {
    return <p className={classes.pace}>{text.leftUnknown}.</p>;
  }
  const left = (totalBytes - receivedBytes) / bytesPerSecond;
  return (
    <p className={classes.pace}>
      {text.rate(sizeText(bytesPerSecond))}, {text.left(leftText(left))}.
    </p>
  );
}

function useSecondsOpen(): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const begun = performance.now();
    const timer = setInterval(() => setSeconds(Math.floor((performance.now() - begun) / 1000)), 1000);
    return () => clearInterval(timer);
  }, []);
  return seconds;
}

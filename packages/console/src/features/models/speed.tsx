import { Button } from '@mantine/core';
import type { OwnerModelsView, RecommendationView } from 'commonhold/api';
import { Problem } from '../../components/problem.tsx';
import { timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { useMeasurement } from './asked-of-the-node.ts';
import { rateText } from './figures.ts';
import classes from './models.module.css';
import { SpeedPlot } from './speed-plot.tsx';

interface SpeedProps {
  readonly view: OwnerModelsView;
  readonly recommendation: RecommendationView;
}

/** How fast models are or would be here: measured with the small one when somebody asks, else not known. */
export function Speed({ view, recommendation }: SpeedProps) {
  const text = useText().models.recommended;
  const { measured } = recommendation;
  return (
    <>
      <h3>{text.speed}</h3>
      {measured ? (
        <>
          <p>
            {text.measured(measured.model, rateText(measured.tokensPerSecond), timeText(measured.at))}{' '}
            {text.estimated}
          </p>
          <SpeedPlot candidates={recommendation.candidates} measured={measured.model} />
        </>
      ) : (
        <p>{text.notMeasured}</p>
      )}
      <Measure view={view} hasMeasured={measured !== undefined} />
    </>
  );
}

interface MeasureProps {
  readonly view: OwnerModelsView;
  readonly hasMeasured: boolean;
}

function Measure({ view, hasMeasured }: MeasureProps) {
  const text = useText().models.recommended;
  const { measurement, stop } = useMeasurement();
  const { isPending, isError, error } = measurement;
  const isStopped = isError && error instanceof DOMException && error.name === 'AbortError';
  const small = view.catalog.find(({ purpose }) => purpose === 'self-test');
  if (small !== undefined) return <p className="soft">{text.needsSmall(small.name)}</p>;
  const other = isPending ? undefined : view.measuring;
  return (
    <>
      <p className={classes.actions}>
        <Button
          variant="default"
          size="compact-md"
          disabled={other !== undefined}
          onClick={() => (isPending ? stop() : measurement.mutate())}
        >
          {isPending ? text.stop : hasMeasured ? text.again : text.measure}
        </Button>
      </p>
      <p role="status" className="soft">
        {isPending && text.running(view.measuring?.model ?? '')}
        {other && text.elsewhere(other.model, timeText(other.startedAt))}
        {isStopped && !other && text.stopped}
      </p>
      {isError && !isStopped && <Problem error={error} />}
    </>
  );
}

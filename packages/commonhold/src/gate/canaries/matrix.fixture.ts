import { candidate, completion, type Event, gateFor, send } from '../gate.fixture.ts';
import { Classifier, Dictionary } from '#labels';
import { createCedarEngine, loadCedar } from '#policy';
import { type Canary, writtenCanary } from './canary.fixture.ts';
import { otherValues, terms } from './other-values.fixture.ts';
import { personalValues } from './personal-values.fixture.ts';
import type { Place } from './places.fixture.ts';
import { secretValues } from './secret-values.fixture.ts';

export const canaries: readonly Canary[] = [...personalValues(), ...secretValues(), ...otherValues()];

const labels = ['personal', 'secret', 'confidential', 'code', 'our-projects'];
const rules = `@id("everybody") permit(principal, action, resource);
@id("canaries") forbid(principal, action, resource)
when { context.labels.containsAny(${JSON.stringify(labels)}) };`;

/** A vendor that keeps every byte it gets. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Plants values one by one through the whole gate, with rules that forbid every label. What the vendor has received when
 * the client has its answer is told with the status of that.
 */
export async function plant(
  plantings: Iterable<{ readonly canary: Canary; readonly place: Place }>,
  onAnswer: (canary: Canary, place: Place, status: number, received: readonly Received[]) => void,
): Promise<void> {
  const events: Event[] = [];
  const policy = createCedarEngine(await loadCedar(), [{ name: 'rules.cedar', text: rules }], {
    mode: 'enforce',
    vocabulary: { labels: new Set(labels), providers: undefined },
    folder: 'policies',
  });
  const route = [candidate(events, 'a', { chunks: [completion] })];
  const { gate } = await gateFor(events, { m: route }, { policy });
  const classifier = new Classifier(new Dictionary([{ label: 'our-projects', terms }]));
  gate.configuration = { ...gate.configuration, classifier, requestBytes: 1_000_000 };
  for (const { canary, place } of plantings) {
    events.length = 0;
    const { body, headers = {} } = place(writtenCanary(canary));
    const { status } = await send(gate, JSON.stringify({ model: 'm', ...body }), { headers });
    const received = events.flatMap((event) => {
      if (event.type !== 'sent') return [];
      const { path, headers: sent, body: bytes } = event.request;
      return [{ path, headers: sent, body: Buffer.from(bytes).toString() }];
    });
    onAnswer(canary, place, status, received);
  }
}

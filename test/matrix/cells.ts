import { isDeepStrictEqual } from 'node:util';
import { type Arrived, type FakeVendors } from './fake-vendors.ts';
import { type Answered, type Asked, joinedTurns, type MatrixClient, plain } from './said.ts';
import type { Scene } from './scenes.ts';
import { wires } from './wires.ts';

/** What became of one scene between a client and a vendor, before its warnings are known. */
export interface Outcome {
  /** Fields that the vendor read otherwise than the client meant them. */
  readonly changed: readonly string[];
  /** Why the node would not do it; then nothing reached the vendor. */
  readonly refused?: string;
  /** What must never be: bytes that the vendor does not take, answers that the client understands otherwise. */
  readonly wrong: readonly string[];
}

export function canAsk(client: string, { asks, asked }: Scene, speaker: MatrixClient): boolean {
  if (asks !== 'generate') return speaker[asks] !== undefined;
  const unasked = wires.get(client)?.unasked ?? [];
  return unasked.every((field) => asked[field] === undefined);
}

/** What a vendor's wire cannot say need not arrive. */
export function canTell(vendor: string, { script }: Scene): boolean {
  return !(
    script.type === 'answer' &&
    script.answer.stop === 'filter' &&
    (wires.get(vendor)?.untold ?? []).includes('filter')
  );
}

export async function play(
  vendors: FakeVendors,
  client: string,
  vendor: string,
  speaker: MatrixClient,
  scene: Scene,
): Promise<Outcome> {
  vendors.script(vendor, scene.script);
  vendors.heard(vendor);
  let told: unknown;
  try {
    told = await ask(speaker, scene);
  } catch (thrown) {
    const arrived = vendors.heard(vendor);
    return failedOutcome(speaker, scene, thrown, arrived, client, vendor);
  }
  const [arrived] = vendors.heard(vendor);
  return { changed: changes(scene, arrived), wrong: misunderstood(client, vendor, scene, told) };
}

async function ask(speaker: MatrixClient, { asks, asked }: Scene): Promise<unknown> {
  switch (asks) {
    case 'generate':
      return speaker.generate(asked);
    case 'count':
      return speaker.count?.(asked);
    case 'embed':
      return speaker.embed?.(textsOf(asked));
  }
}

function textsOf({ turns }: Asked): readonly string[] {
  return turns.map((turn) => (turn.role === 'user' ? turn.text : ''));
}

function failedOutcome(
  speaker: MatrixClient,
  { script }: Scene,
  thrown: unknown,
  arrived: readonly Arrived[],
  client: string,
  vendor: string,
): Outcome {
  const { status, message } = speaker.failed(thrown);
  const wrong = arrived.flatMap((one) =>
    one.wrong === undefined ? [] : [`${vendor} does not take it: ${one.wrong}`],
  );
  if (wrong.length > 0) return { changed: [], wrong };
  if (arrived.length === 0) {
    return status !== undefined && status >= 400 && status < 500
      ? { changed: [], refused: sentence(message), wrong: [] }
      : { changed: [], wrong: [`${client} could not read the refusal: ${status} ${message}`] };
  }
  if (script.type !== 'refuse') return { changed: [], wrong: [`${client} failed: ${status} ${message}`] };
  if (status === script.status && message.includes(script.message)) return { changed: [], wrong: [] };
  return { changed: [], wrong: [`${client} understood the error as ${status} ${message}`] };
}

/** What the node said, out of the document that some clients show whole, and without what to do about it. */
function sentence(message: string): string {
  const [, inner = message] = /"message":"((?:[^"\\]|\\.)*)"/.exec(message) ?? [];
  const said = inner.replaceAll('\\"', '"').replace(/^\d{3} /, '');
  return /^.*?\.(?= |$)/.exec(said)?.[0] ?? said;
}

function changes({ asks, asked }: Scene, arrived: Arrived | undefined): readonly string[] {
  const { heard } = arrived ?? {};
  if (heard === undefined) return ['everything'];
  if (heard.type !== asks) return [`${asks} became ${heard.type}`];
  if (heard.type === 'embed') return isDeepStrictEqual(heard.texts, textsOf(asked)) ? [] : ['texts'];
  const meant = plain({ ...asked, turns: joinedTurns(asked.turns) });
  const read = plain({ ...heard.asked, turns: joinedTurns(heard.asked.turns) });
  const fields = new Set([...Object.keys(meant), ...Object.keys(read)]) as Set<keyof Asked>;
  return [...fields].filter((field) => !isDeepStrictEqual(read[field], meant[field]));
}

function misunderstood(client: string, vendor: string, { script }: Scene, told: unknown): readonly string[] {
  switch (script.type) {
    case 'refuse':
      return [`${client} took an error for an answer`];
    case 'count':
      return told === script.tokens ? [] : [`${script.tokens} tokens became ${String(told)}`];
    case 'embed':
      return isDeepStrictEqual(told, script.vectors) ? [] : [`vectors became ${JSON.stringify(told)}`];
    case 'answer':
      break;
  }
  const read = told as Answered;
  const wrong: string[] = [];
  for (const field of ['thought', 'text', 'uses', 'stop'] as const) {
    if (isDeepStrictEqual(plain({ is: read[field] }), plain({ is: script.answer[field] }))) continue;
    wrong.push(`${field} ${JSON.stringify(script.answer[field])} became ${JSON.stringify(read[field])}`);
  }
  const { usage } = script.answer;
  if (read.usage.input !== usage.input) wrong.push(`${usage.input} tokens in became ${read.usage.input}`);
  if (read.usage.output !== usage.output) {
    wrong.push(`${usage.output} tokens out became ${read.usage.output}`);
  }
  for (const count of ['cached', 'reasoning'] as const) {
    const untold = [client, vendor].some((wire) => wires.get(wire)?.untold.includes(count));
    const meant = untold ? 0 : (usage[count] ?? 0);
    if ((read.usage[count] ?? 0) !== meant) {
      wrong.push(`${meant} ${count} tokens became ${read.usage[count]}`);
    }
  }
  return wrong;
}

import { moneyText } from '#call';
import { hexOf, lacksText } from '#import';
import type { CallDetail } from '#ledger';
import type { BodyView, CallView } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { NodeRefusal, withNode } from '../node/node-client.ts';
import { type Terminal, complain, print, printJson, styled } from '../terminal/terminal.ts';
import { durationText, printable } from '../terminal/text.ts';

export interface ShowOptions {
  readonly call: string;
  /** False: leave the content closed, and the record without an `access` leaf. */
  readonly bodies: boolean;
  readonly reason: string | undefined;
  readonly json: boolean;
}

/** `commonhold show`: one call, whole. Opening its content is itself written down. */
export const showCommand: Action<ShowOptions> = async (terminal, options) =>
  withNode(terminal, async (node) => {
    const path = `/api/calls/${encodeURIComponent(options.call)}`;
    const { call } = await node.get<{ call: CallDetail }>(path);
    let bodies: readonly BodyView[] = [];
    /** What the node says of it, with the time. */
    let erased: string | undefined;
    if (options.bodies) {
      try {
        ({ bodies } = await node.post<{ bodies: BodyView[] }>(`${path}/open`, { reason: options.reason }));
      } catch (thrown) {
        if (!(thrown instanceof NodeRefusal && thrown.isCode('body_erased'))) throw thrown;
        erased = thrown.message;
      }
    }
    if (options.json) {
      printJson(terminal, { call, bodies: bodies.map(withText), erased: erased !== undefined });
      return exitCodes.done;
    }
    showCall(terminal, call);
    for (const body of bodies) showBody(terminal, body);
    if (erased !== undefined) complain(terminal, erased);
    return exitCodes.done;
  });

/** Of the last sending; where there were several, each is in its own entry of the API. Nothing is said of what is not known. */
function costText({ attemptDetails }: CallDetail): string | undefined {
  const outcome = attemptDetails.at(-1)?.outcome as CallView['attemptDetails'][number]['outcome'];
  const cost = outcome?.cost;
  if (cost === undefined) return undefined;
  const { source, nanos = 0, currency = '', list, priced, why, held } = cost;
  switch (source) {
    case 'engine':
      return 'nothing: the engine inside';
    case 'unknown':
      return `unknown: ${why === 'no-price' ? 'there is no price for this model' : 'nobody counted the tokens'}${held === true ? ' (budgets count the estimate)' : ''}`;
    case 'owner':
      return `${moneyText(nanos)} ${currency} by your own prices`;
    case 'destination':
      return `${moneyText(nanos)} ${currency} as the destination says`;
    case 'list':
      return `${moneyText(nanos)} ${currency} by the list ${list} of ${priced}`;
  }
}

/** Where no client named it, the header that did. */
function runText({ run, attemptDetails }: CallDetail): string | undefined {
  const intent = attemptDetails.at(-1)?.intent as CallView['attemptDetails'][number]['intent'] | undefined;
  const from = intent?.runFrom;
  return run === undefined || from === undefined ? run : `${run} (the session of the agent, by ${from})`;
}

/** Of an imported call: whose word it is, and what that word lacks. */
function importedFacts({ time, attemptDetails }: CallDetail): [string, string | undefined][] {
  const intent = attemptDetails.at(-1)?.intent as CallView['attemptDetails'][number]['intent'] | undefined;
  const imported = intent?.imported;
  if (imported === undefined) return [['time', time]];
  const { from, file, partial, vendorByName } = imported;
  return [
    ['imported', `${time}; not proven: this node did not see the call`],
    [
      'made',
      `${imported.time ?? 'the file does not say when'}${imported.time === undefined ? '' : ', by the word of the file'}`,
    ],
    ['file', `${file.name ?? 'no name'} (${from}), SHA-256 ${hexOf(file.digest)}`],
    ['lacks', partial.length === 0 ? undefined : partial.map(lacksText).join('; ')],
    ['vendor', vendorByName === true ? "told from the model's name; the file does not say" : undefined],
    ['told cost', imported.cost === undefined ? undefined : `${imported.cost} USD by the word of the file`],
  ];
}

function showCall(terminal: Terminal, call: CallDetail): void {
  const facts: [string, string | undefined][] = [
    ['call', call.id],
    ...importedFacts(call),
    ['status', call.error ? `${call.status} (${call.error})` : call.status],
    ['asked for', call.asked],
    call.operation === 'tool'
      ? ['where', "the agent's own machine, told by its hook"]
      : ['answered by', call.model === undefined ? undefined : `${call.model} at ${call.provider}`],
    ['local', call.operation === 'tool' ? undefined : call.local],
    ['attempts', String(call.attempts)],
    [
      'tokens',
      call.inputTokens === undefined
        ? undefined
        : `${call.inputTokens} in, ${call.outputTokens} out (${call.usageSource})`,
    ],
    ['cost', costText(call)],
    ['took', call.totalMs === undefined ? undefined : durationText(call.totalMs)],
    ['run', runText(call)],
    ['in the log', call.leaves.map(({ index }) => index).join(', ')],
    [
      'signed',
      call.checkpointSize === undefined ? 'not yet' : `by the checkpoint of size ${call.checkpointSize}`,
    ],
  ];
  for (const [name, value] of facts) {
    if (value !== undefined) print(terminal, `${name.padEnd(12)} ${printable(value)}`);
  }
  for (const { index, leaf } of call.leaves) {
    print(
      terminal,
      `\n${styled(terminal, 'bold', `entry ${index}`)}\n${printable(JSON.stringify(leaf, null, 2))}`,
    );
  }
}

function showBody(terminal: Terminal, body: BodyView): void {
  print(terminal, `\n${styled(terminal, 'bold', `${body.field} (attempt ${body.attempt})`)}`);
  print(terminal, printable(Buffer.from(body.base64, 'base64').toString('utf8')));
}

function withText(body: BodyView): BodyView & { readonly text: string } {
  return { ...body, text: Buffer.from(body.base64, 'base64').toString('utf8') };
}

import type { AskedChange, WitnessesView } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { type NodeClient, withNode } from '../node/node-client.ts';
import { print, printJson, type Terminal } from '../terminal/terminal.ts';
import { oneLine, printable, table } from '../terminal/text.ts';

export interface AddWitnessOptions {
  readonly name: string;
  readonly key: string;
  readonly url: string;
  readonly json: boolean;
}

/** `commonhold witness add`: contacts nobody itself; the next round of the node does. */
export const addWitnessCommand: Action<AddWitnessOptions> = async (terminal, { json, ...asked }) =>
  withNode(terminal, async (node) => {
    const { name, added } = await node.post<AskedChange>('/api/witnesses/asked', asked);
    if (json) printJson(terminal, { name, added });
    else {
      const shown = oneLine(name, 100);
      print(
        terminal,
        added
          ? `This node asks ${shown} to cosign the heads of its log; commonhold.yaml says so now.`
          : `This node asks ${shown} already, by this key at this address.`,
      );
      print(terminal, '"commonhold witness ask" asks at once and shows what comes of it.');
    }
    return exitCodes.done;
  });

export const removeWitnessCommand: Action<{ readonly name: string; readonly json: boolean }> = async (
  terminal,
  options,
) =>
  withNode(terminal, async (node) => {
    const removed = await node.delete<{ name: string }>(
      `/api/witnesses/asked/${encodeURIComponent(options.name)}`,
    );
    if (options.json) printJson(terminal, removed);
    else print(terminal, `This node asks ${oneLine(removed.name, 100)} no more. What it cosigned stays.`);
    return exitCodes.done;
  });

/** `commonhold witness quorum`: a number, the name of a witness or a group, or none. */
export const quorumCommand: Action<{ readonly quorum: string; readonly json: boolean }> = async (
  terminal,
  options,
) =>
  withNode(terminal, async (node) => {
    const quorum = /^\d{1,9}$/.test(options.quorum) ? Number(options.quorum) : options.quorum;
    const set = await node.put<{ quorum: number | string }>('/api/witnesses/quorum', { quorum });
    if (options.json) printJson(terminal, set);
    else print(terminal, quorumText(set.quorum));
    return exitCodes.done;
  });

/** `commonhold witness policy`: the file that auditors give to their tools. */
export const policyCommand: Action<{ readonly json: boolean }> = async (terminal, options) =>
  withNode(terminal, async (node) => {
    const policy = Buffer.from(await node.bytes('/api/witnesses/policy')).toString();
    if (options.json) printJson(terminal, { policy });
    else terminal.output.write(policy);
    return exitCodes.done;
  });

/** `commonhold witness list`. */
export const listWitnessesCommand: Action<{ readonly json: boolean }> = async (terminal, options) =>
  withNode(terminal, async (node) =>
    show(terminal, await node.get<WitnessesView>('/api/witnesses'), options.json),
  );

/** `commonhold witness ask`: now, and not at the next round; the answer is no when a witness did not cosign. */
export const askWitnessesCommand: Action<{ readonly json: boolean }> = async (terminal, options) =>
  withNode(terminal, async (node: NodeClient) => {
    const view = await node.post<WitnessesView>('/api/witnesses/round');
    show(terminal, view, options.json);
    return view.asked.some(({ failure }) => failure !== undefined) ? exitCodes.no : exitCodes.done;
  });

function show(terminal: Terminal, view: WitnessesView, json: boolean): typeof exitCodes.done {
  if (json) printJson(terminal, view);
  else {
    showHeads(terminal, view);
    showAsked(terminal, view);
    showAccepted(terminal, view);
  }
  return exitCodes.done;
}

function showHeads(
  terminal: Terminal,
  { origin, signed, signingHeld, published, quorum }: WitnessesView,
): void {
  print(terminal, `Log         ${printable(origin)}`);
  print(terminal, `Signed      ${signed} entries`);
  if (signingHeld !== undefined) print(terminal, `Stopped     ${oneLine(signingHeld, 1000)}`);
  const met = quorum.met === undefined ? 'none yet' : `${quorum.met.size} entries, ${quorum.met.time}`;
  print(terminal, `Quorum      ${printable(String(quorum.rule))}`);
  print(terminal, `Cosigned    ${met}`);
  print(terminal, `Published   ${published === undefined ? 'nothing' : `${published} entries`}`);
  if (quorum.waits) print(terminal, '            What is newer waits for its quorum.');
}

function showAsked(terminal: Terminal, { asked }: WitnessesView): void {
  if (asked.length === 0) {
    print(terminal, '\nNobody is asked to cosign. "commonhold witness add" adds a witness.');
    return;
  }
  const rows = asked.map(({ name, url, cosigned, failure }) => [
    name,
    cosigned === undefined ? 'nothing yet' : `${cosigned.size} entries, ${cosigned.time}`,
    failure === undefined ? 'in order' : `failed, next try ${failure.nextTry}`,
    url,
  ]);
  print(terminal, `\n${table(['witness', 'cosigned last', 'state', 'address'], rows)}`);
  for (const { name, failure } of asked) {
    if (failure !== undefined) print(terminal, `\n${oneLine(name, 100)}: ${printable(failure.detail)}`);
  }
}

function showAccepted(terminal: Terminal, { accepted }: WitnessesView): void {
  if (accepted.logs.length === 0) return;
  const rows = accepted.logs.map(({ origin, size, time }) => [
    origin,
    size === undefined ? 'nothing yet' : `${size} entries, ${time ?? ''}`,
  ]);
  print(terminal, `\n${table(['log of others', 'cosigned here last'], rows)}`);
}

function quorumText(quorum: number | string): string {
  if (quorum === 'none') return 'Heads are published at once; cosignatures are added to them as they come.';
  const what =
    typeof quorum === 'number'
      ? `${quorum} of the witnesses that are asked have cosigned it`
      : `${oneLine(quorum, 100)} has cosigned it`;
  return `A head is published, and shown in receipts, once ${what}.`;
}

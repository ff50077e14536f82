import type { CallSummary } from '#ledger';
import { type Action, exitCodes } from '../command.ts';
import { withNode } from '../node-client.ts';
import { print, printJson } from '../terminal.ts';
import { durationText, oneLine, table } from '../text.ts';

export interface CallsOptions {
  readonly limit: number;
  readonly before: string | undefined;
  readonly model: string | undefined;
  readonly status: string | undefined;
  readonly json: boolean;
}

/** `commonhold calls`: what is on record, latest first. */
export const callsCommand: Action<CallsOptions> = async (terminal, options) =>
  withNode(terminal, async (node) => {
    const query = new URLSearchParams({ limit: String(options.limit) });
    if (options.before !== undefined) query.set('before', options.before);
    if (options.model !== undefined) query.set('model', options.model);
    if (options.status !== undefined) query.set('status', options.status);
    const { calls } = await node.get<{ calls: CallSummary[] }>(`/api/calls?${query.toString()}`);
    if (options.json) printJson(terminal, calls);
    else if (calls.length === 0) print(terminal, 'No calls are on record yet.');
    else
      print(terminal, table(['call', 'time', 'status', 'model', 'where', 'tokens', 'took'], calls.map(row)));
    return exitCodes.done;
  });

function row(call: CallSummary): string[] {
  return [
    call.id,
    call.time.slice(0, 19).replace('T', ' '),
    call.error === undefined || call.error === null ? call.status : `${call.status} (${call.error})`,
    oneLine(call.model ?? call.asked, 40),
    oneLine(call.provider ?? '-', 20),
    call.inputTokens === undefined ? '-' : `${call.inputTokens}+${call.outputTokens ?? 0}`,
    call.totalMs === undefined ? '-' : durationText(call.totalMs),
  ];
}

import type { CallsPage, CallSummaryView } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { withNode } from '../node/node-client.ts';
import { complain, print, printJson } from '../terminal/terminal.ts';
import { durationText, oneLine, table } from '../terminal/text.ts';

export interface CallsOptions {
  readonly limit: number;
  readonly before: string | undefined;
  readonly model: string | undefined;
  readonly status: string | undefined;
  readonly origin: string | undefined;
  readonly label: string | undefined;
  readonly run: string | undefined;
  readonly json: boolean;
}

/** `commonhold calls`: what is on record, latest first. */
export const callsCommand: Action<CallsOptions> = async (terminal, options) =>
  withNode(terminal, async (node) => {
    const query = new URLSearchParams({ limit: String(options.limit) });
    for (const name of filters) {
      const value = options[name];
      if (value !== undefined) query.set(name, value);
    }
    const page = await node.get<CallsPage>(`/api/calls?${query.toString()}`);
    const { calls } = page;
    if (options.json) printJson(terminal, calls);
    else if (calls.length === 0) print(terminal, nothingText(page, options));
    else
      print(
        terminal,
        table(['call', 'time', 'status', 'model', 'where', 'tokens', 'cost', 'took'], calls.map(row)),
      );
    if (page.searched.stopped) complain(terminal, goOnText(page));
    return exitCodes.done;
  });

const filters = ['before', 'model', 'status', 'origin', 'label', 'run'] as const;

function nothingText(page: CallsPage, options: CallsOptions): string {
  if (page.searched.stopped) return 'No such calls so far.';
  const isFiltered = filters.some((name) => options[name] !== undefined);
  return isFiltered ? 'No such calls are on record.' : 'No calls are on record yet.';
}

/** One search looks at so many calls and no more, so that it holds nobody up. */
function goOnText({ older, searched }: CallsPage): string {
  const to = searched.to === undefined ? '' : ` back to ${searched.to.slice(0, 19).replace('T', ' ')}`;
  return `Searched${to}; the same with --before ${older} goes on from there.`;
}

function row(call: CallSummaryView): string[] {
  return [
    call.id,
    call.time.slice(0, 19).replace('T', ' '),
    call.error === undefined || call.error === null ? call.status : `${call.status} (${call.error})`,
    oneLine(call.model ?? call.asked, 40),
    oneLine(whereOf(call), 31),
    call.inputTokens === undefined ? '-' : `${call.inputTokens}+${call.outputTokens ?? 0}`,
    costText(call),
    call.totalMs === undefined ? '-' : durationText(call.totalMs),
  ];
}

/** Where a tool that an agent runs itself was sent from there, nobody here knows. */
function whereOf({ operation, provider = '-', origin, status }: CallSummaryView): string {
  if (operation === 'tool') return status === 'refused' ? '-' : "the agent's machine";
  return origin === 'import' ? `${provider} (imported)` : provider;
}

/** What is unknown is said; nothing stands for a call that sent nothing, or whose cost is still to come. */
function costText({ cost }: CallSummaryView): string {
  if (cost === undefined) return '-';
  const parts = cost.money.map(({ amount, currency }) => `${amount} ${currency}`);
  if (cost.unknown > 0) parts.push('unknown');
  return parts.length === 0 ? 'nothing' : parts.join(' + ');
}

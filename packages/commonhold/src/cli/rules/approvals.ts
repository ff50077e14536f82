import { SseParser } from '#base';
import type { ApprovalContentView, ApprovalDecisionsView, ApprovalsView, ApprovalView } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { stopOnInterrupt } from '../terminal/interrupt.ts';
import { type NodeClient, withNode } from '../node/node-client.ts';
import { complain, print, printJson, printJsonLine, styled, type Terminal } from '../terminal/terminal.ts';
import { bytesText, oneLine, printable, table } from '../terminal/text.ts';

export const listApprovalsCommand: Action<{ readonly watch: boolean; readonly json: boolean }> = async (
  terminal,
  { watch, json },
) =>
  withNode(terminal, async (node) => {
    const show = async (): Promise<void> => {
      const view = await node.get<ApprovalsView>('/api/approvals');
      if (json && watch) printJsonLine(terminal, view);
      else if (json) printJson(terminal, view);
      else showList(terminal, view.approvals);
    };
    if (watch) await watching(node, show, stopOnInterrupt());
    else await show();
    return exitCodes.done;
  });

/** Shows the list, and again whenever the node says that it changed, until the person has seen enough. */
async function watching(node: NodeClient, show: () => Promise<void>, signal: AbortSignal): Promise<void> {
  // Streams of events end now and then, as every page's does.
  while (!signal.aborted) {
    try {
      const events = await node.events('/api/events', signal);
      // Asked only once the node listens, so that nothing that comes in between is missed.
      await show();
      const parser = new SseParser();
      for await (const chunk of events) {
        const changed = parser.push(chunk as Uint8Array).some(({ event }) => event === 'approvals');
        if (changed) await show();
      }
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    }
  }
}

function showList(terminal: Terminal, approvals: readonly ApprovalView[]): void {
  if (approvals.length === 0) {
    print(terminal, 'No call waits for your approval.');
    return;
  }
  const rows = approvals.map((one) => [
    one.id,
    stateText(one),
    oneLine(one.asking.name, 30),
    oneLine(`${one.destination.provider}/${one.destination.model}`, 50),
    oneLine(one.rules.map(({ id }) => id).join(', '), 60),
    one.asked,
  ]);
  print(terminal, table(['request', 'state', 'asked by', 'to', 'rules', 'at'], rows));
}

function stateText({ state, waitsUntil, mayDecide }: ApprovalView): string {
  if (state !== 'open') return state;
  const waits = waitsUntil === undefined ? 'open' : 'a call waits';
  return mayDecide ? waits : `${waits}; not yours to decide`;
}

export const showApprovalCommand: Action<{
  readonly request: string;
  readonly content: boolean;
  readonly reason: string | undefined;
  readonly json: boolean;
}> = async (terminal, { request, content, reason, json }) =>
  withNode(terminal, async (node) => {
    const view = await node.get<ApprovalView>(pathOf(request));
    // In this order, so that whoever is shown the words has seen for what they are asked.
    const opened = content
      ? await node.post<ApprovalContentView>(`${pathOf(request)}/content`, { reason })
      : undefined;
    if (json) printJson(terminal, opened === undefined ? view : { ...view, content: opened.text });
    else {
      showFacts(terminal, view);
      if (opened !== undefined)
        print(terminal, `\n${styled(terminal, 'bold', 'Would leave')}\n${printable(opened.text)}`);
    }
    return exitCodes.done;
  });

function showFacts(terminal: Terminal, view: ApprovalView): void {
  const { destination, asking, granted, refused } = view;
  const found = Object.entries(view.found).map(([kind, times]) => `${kind}: ${times}`);
  const facts: [string, string][] = [
    ['state', stateText(view)],
    [
      'asked by',
      `${asking.name} (${asking.kind}${asking.revoked ? ', key revoked' : ''}), project ${view.project}`,
    ],
    ['to', `${destination.provider}/${destination.model}`],
    ['where', placeText(destination)],
    ['labels', view.labels.join(', ') || 'none'],
    ['found', found.join(', ') || 'nothing that this node knows to look for'],
    ['size', `${bytesText(view.bytes)}, SHA-256 ${view.sha256}`],
    ['call', view.call],
    ['asked', view.asked],
    ...(view.waitsUntil === undefined ? [] : [['waits until', view.waitsUntil] as [string, string]]),
    ['ends', view.expires],
    ...granted.map(({ by, time, rules }): [string, string] => [
      'granted',
      `by ${by.name} at ${time} (${rules.join(', ')})`,
    ]),
    ...(refused === undefined
      ? []
      : [
          [
            'refused',
            `by ${refused.by.name} at ${refused.time}${refused.reason === undefined ? '' : `: ${refused.reason}`}`,
          ] as [string, string],
        ]),
  ];
  print(terminal, styled(terminal, 'bold', view.id));
  for (const [name, value] of facts) print(terminal, `  ${name.padEnd(12)} ${oneLine(value, lineMax)}`);
  for (const rule of view.rules) {
    const why = rule.why === undefined ? '' : `  ${oneLine(rule.why, lineMax)}`;
    print(terminal, `\n  ${styled(terminal, 'bold', oneLine(rule.id, 64))}${why}`);
    print(terminal, printable(rule.text).replaceAll(/^/gm, '    '));
  }
}

/** Names are short; what is longer is a reason, of which a few sentences are shown. */
const lineMax = 1000;

function placeText({
  local,
  country,
  legalEntity,
  retentionDays,
  trainsOnData,
}: ApprovalView['destination']): string {
  const machine = {
    verified: 'the engine inside',
    declared: 'a machine of yours, as you say',
    no: "somebody else's machine",
  }[local];
  const keeps =
    retentionDays === undefined ? 'unknown for how long it keeps it' : `keeps it ${retentionDays} days`;
  const trains =
    trainsOnData === undefined
      ? 'unknown whether it trains on it'
      : trainsOnData
        ? 'trains on it'
        : 'does not train on it';
  if (local === 'verified') return machine;
  return [machine, country ?? 'country unknown', legalEntity ?? 'company unknown', keeps, trains].join('; ');
}

interface OneRequest {
  readonly request: string;
  readonly json: boolean;
}

export const grantApprovalCommand: Action<OneRequest> = async (terminal, { request, json }) =>
  withNode(terminal, async (node) => {
    const view = await node.post<ApprovalView>(`${pathOf(request)}/grant`);
    if (json) printJson(terminal, view);
    else if (view.state === 'granted') {
      print(terminal, 'Granted: these bytes may go there once, within 15 minutes.');
    } else
      print(
        terminal,
        'Your yes is on record. Others are asked too, and nothing goes before they have answered.',
      );
    return exitCodes.done;
  });

export const refuseApprovalCommand: Action<OneRequest & { readonly reason: string | undefined }> = async (
  terminal,
  { request, reason, json },
) =>
  withNode(terminal, async (node) => {
    const view = await node.post<ApprovalView>(`${pathOf(request)}/refuse`, { reason });
    if (json) printJson(terminal, view);
    else
      print(
        terminal,
        'Refused: nothing goes, and the same call is refused for 15 minutes without asking again.',
      );
    return exitCodes.done;
  });

export const approvalLogCommand: Action<{
  readonly limit: number;
  readonly before: string | undefined;
  readonly json: boolean;
}> = async (terminal, { limit, before, json }) =>
  withNode(terminal, async (node) => {
    const query = new URLSearchParams({ limit: String(limit), ...(before === undefined ? {} : { before }) });
    const view = await node.get<ApprovalDecisionsView>(`/api/approvals/log?${query.toString()}`);
    if (json) printJson(terminal, view);
    else {
      const rows = view.decisions.map((one) => [
        String(one.index),
        one.time,
        oneLine(one.who?.name ?? one.pseudonym, 30),
        one.decision,
        one.call ?? '(no longer readable)',
        oneLine(one.rules?.join(', ') ?? '-', 60),
        oneLine(one.reason ?? '-', 100),
      ]);
      print(terminal, table(['entry', 'time', 'who', 'decision', 'call', 'rules', 'reason'], rows));
      if (view.older !== undefined) complain(terminal, `There are older ones: --before ${view.older}.`);
    }
    return exitCodes.done;
  });

function pathOf(request: string): string {
  return `/api/approvals/${encodeURIComponent(request)}`;
}

import type { AccessesView, AccessView, OpeningRequestView } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { checkpointLine } from '../record/checkpoint-line.ts';
import { withNode } from '../node/node-client.ts';
import { complain, print, printJson, type Terminal } from '../terminal/terminal.ts';
import { oneLine, table } from '../terminal/text.ts';

/** Who opened or searched what. */
export const accessLogCommand: Action<{
  readonly limit: number;
  readonly call: string | undefined;
  readonly before: string | undefined;
  readonly json: boolean;
}> = async (terminal, { json, ...asked }) =>
  withNode(terminal, async (node) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(asked))
      if (value !== undefined) query.set(name, String(value));
    const view = await node.get<AccessesView>(`/api/accesses?${query.toString()}`);
    if (json) printJson(terminal, view);
    else {
      const rows = view.accesses.map((access) => [
        String(access.index),
        access.time,
        oneLine(access.who?.name ?? access.pseudonym, 30),
        didWhat(access),
        oneLine(saidWhat(access), 100),
      ]);
      print(terminal, table(['entry', 'time', 'who', 'did', 'statement'], rows));
      print(terminal, `\ncheckpoint  ${checkpointLine(view.checkpoint)}`);
      if (view.older !== undefined) complain(terminal, `There are older ones: --before ${view.older}.`);
    }
    return exitCodes.done;
  });

function didWhat({ action, call, fields, statement }: AccessView): string {
  switch (action) {
    case 'open-body':
      if (statement?.agreed) return `agreed to opening ${call}`;
      return fields.length === 0 ? `looked for ${call}` : `opened ${call}`;
    case 'search-bodies':
      return `searched ${statement?.search === undefined ? 'calls' : `${statement.search.calls} calls`}`;
    case 'export':
      return `gave out what opens ${call} in a receipt (${fields.join(', ')})`;
  }
}

function saidWhat({ statement, statementErased }: AccessView): string {
  if (statementErased) return '(no longer readable)';
  const parts = [
    statement?.search && `for "${statement.search.words}"`,
    statement?.reason,
    statement?.request && `request ${statement.request}`,
    statement?.approval && `approval ${statement.approval}`,
  ];
  return parts.filter((part) => part !== undefined).join('; ') || '-';
}

export const askAccessCommand: Action<{
  readonly call: string;
  readonly reason: string | undefined;
  readonly json: boolean;
}> = async (terminal, { call, reason, json }) =>
  withNode(terminal, async (node) => {
    const request = await node.post<OpeningRequestView>('/api/accesses/requests', { call, reason });
    if (json) printJson(terminal, request);
    else {
      print(terminal, request.id);
      complain(
        terminal,
        'Another owner must agree within the hour; then "commonhold show" opens the call, once.',
      );
    }
    return exitCodes.done;
  });

export const listAccessCommand: Action<{ readonly json: boolean }> = async (terminal, { json }) =>
  withNode(terminal, async (node) => {
    const { requests } = await node.get<{ requests: OpeningRequestView[] }>('/api/accesses/requests');
    if (json) printJson(terminal, requests);
    else {
      const rows = requests.map((request) => [
        request.id,
        request.call,
        oneLine(request.asking.name, 30),
        request.asked,
        request.agreed === undefined ? 'waits' : `${oneLine(request.agreed.name, 30)} agreed`,
        oneLine(request.reason ?? '-', 100),
      ]);
      print(terminal, table(['request', 'call', 'asked by', 'at', 'state', 'reason'], rows));
    }
    return exitCodes.done;
  });

interface OneRequest {
  readonly request: string;
  readonly json: boolean;
}

export const agreeAccessCommand: Action<OneRequest> = async (terminal, { request, json }) =>
  withNode(terminal, async (node) => {
    const path = `/api/accesses/requests/${encodeURIComponent(request)}/agree`;
    return say(terminal, json, await node.post<OpeningRequestView>(path), 'may open it now, once');
  });

export const refuseAccessCommand: Action<OneRequest> = async (terminal, { request, json }) =>
  withNode(terminal, async (node) => {
    const path = `/api/accesses/requests/${encodeURIComponent(request)}`;
    return say(terminal, json, await node.delete<OpeningRequestView>(path), 'may not open it');
  });

function say(terminal: Terminal, json: boolean, request: OpeningRequestView, outcome: string) {
  if (json) printJson(terminal, request);
  else print(terminal, `Call ${request.call}: ${oneLine(request.asking.name, 60)} ${outcome}.`);
  return exitCodes.done;
}

import { CommonholdError } from '#base';
import type { Hold } from '#ledger';
import { type Action, exitCodes } from '../command.ts';
import { withNode } from '../node/node-client.ts';
import { print, printJson } from '../terminal/terminal.ts';
import { oneLine, table } from '../terminal/text.ts';

interface AddHoldOptions {
  readonly person: string | undefined;
  readonly project: string | undefined;
  readonly call: string | undefined;
  readonly json: boolean;
}

export const addHoldCommand: Action<AddHoldOptions> = async (terminal, options) => {
  const given = (['person', 'project', 'call'] as const).flatMap((kind) => {
    const name = options[kind];
    return name === undefined ? [] : [{ kind, name }];
  });
  const [only] = given;
  if (only === undefined || given.length > 1) {
    throw new CommonholdError('request_invalid', {
      detail: 'give exactly one of --person, --project and --call',
    });
  }
  return withNode(terminal, async (node) => {
    const { holds } = await node.post<{ holds: Hold[] }>('/api/holds', only);
    if (options.json) printJson(terminal, holds);
    else for (const { id } of holds) print(terminal, `Held as ${id}. Nothing erases it until the hold ends.`);
    return exitCodes.done;
  });
};

export const listHoldsCommand: Action<{ readonly json: boolean }> = async (terminal, options) =>
  withNode(terminal, async (node) => {
    const { holds } = await node.get<{ holds: Hold[] }>('/api/holds');
    if (options.json) printJson(terminal, holds);
    else if (holds.length === 0) print(terminal, 'Nothing is held.');
    else {
      const rows = holds.map(({ id, kind, name, created }) => [
        id,
        kind,
        oneLine(name, 40),
        created.slice(0, 10),
      ]);
      print(terminal, table(['id', 'what', 'name', 'since'], rows));
    }
    return exitCodes.done;
  });

export const removeHoldCommand: Action<{ readonly id: string; readonly json: boolean }> = async (
  terminal,
  options,
) =>
  withNode(terminal, async (node) => {
    const { hold } = await node.delete<{ hold: Hold }>(`/api/holds/${encodeURIComponent(options.id)}`);
    if (options.json) printJson(terminal, hold);
    else print(terminal, `The hold on the ${hold.kind} ${oneLine(hold.name, 60)} has ended.`);
    return exitCodes.done;
  });

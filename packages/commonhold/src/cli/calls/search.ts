import type { BodySearchView } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { withNode } from '../node/node-client.ts';
import { complain, print, printJson, styled } from '../terminal/terminal.ts';
import { oneLine } from '../terminal/text.ts';

/** `commonhold search`: one piece of the record at a time; where there is more, it says how to go on. */
export const searchAction: Action<{
  readonly words: string;
  readonly since: string | undefined;
  readonly before: string | undefined;
  readonly reason: string | undefined;
  readonly json: boolean;
}> = async (terminal, { words, since, before, reason, json }) =>
  withNode(terminal, async (node) => {
    const view = await node.post<BodySearchView>('/api/calls/search', {
      words,
      from: since,
      before: before === undefined ? undefined : Number(before),
      reason,
    });
    if (json) {
      printJson(terminal, view);
      return exitCodes.done;
    }
    for (const { call, field, excerpt } of view.found) {
      const where = field === 'request' ? 'asked' : 'answered';
      const who = oneLine(call.principal.name, 30);
      print(terminal, `${styled(terminal, 'bold', call.id)}  ${call.time}  ${who}, ${where}:`);
      print(terminal, `  ${oneLine(excerpt, 400)}`);
    }
    const { calls, erased, damaged } = view.searched;
    complain(terminal, `${view.found.length} of ${calls} calls have these words. The search is on record.`);
    if (erased > 0) complain(terminal, `${erased} calls were passed over: their content was erased.`);
    if (damaged > 0) {
      complain(
        terminal,
        `${damaged} calls were passed over: their content is damaged. Run "commonhold verify --bodies".`,
      );
    }
    if (view.older !== undefined) {
      complain(terminal, `There are older calls. Go on with --before ${view.older}.`);
    }
    return exitCodes.done;
  });

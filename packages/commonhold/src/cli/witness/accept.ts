import type { AcceptedLog, AcceptedLogs } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { withNode } from '../node/node-client.ts';
import { print, printJson } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';
import { printWitness } from './key.ts';

/** `commonhold witness accept`: from now on the node answers when this log asks. */
export const acceptLogCommand: Action<{ readonly key: string; readonly json: boolean }> = async (
  terminal,
  options,
) =>
  withNode(terminal, async (node) => {
    const accepted = await node.post<{ log: AcceptedLog; added: boolean } & Pick<AcceptedLogs, 'witness'>>(
      '/api/witnesses/accepted',
      { key: options.key },
    );
    if (options.json) {
      printJson(terminal, accepted);
      return exitCodes.done;
    }
    const origin = printable(accepted.log.origin);
    print(
      terminal,
      accepted.added
        ? `This node cosigns the heads of ${origin} when it asks; commonhold.yaml says so now.`
        : `This node cosigned the heads of ${origin} under this key already.`,
    );
    if (accepted.witness) printWitness(terminal, accepted.witness);
    return exitCodes.done;
  });

/** `commonhold witness refuse`. */
export const refuseLogCommand: Action<{ readonly origin: string; readonly json: boolean }> = async (
  terminal,
  options,
) =>
  withNode(terminal, async (node) => {
    const refused = await node.delete<{ origin: string; keys: number }>(
      `/api/witnesses/accepted/${encodeURIComponent(options.origin)}`,
    );
    if (options.json) printJson(terminal, refused);
    else {
      print(
        terminal,
        `This node cosigns the heads of ${printable(refused.origin)} no more. It keeps in mind which it cosigned last.`,
      );
    }
    return exitCodes.done;
  });

import { createInterface } from 'node:readline/promises';
import { CommonholdError, describe as reasonOf } from '#base';
import type { ErasurePreview, ErasureReport } from '#ledger';
import { digestFile } from '#models';
import { type Action, exitCodes } from '../command.ts';
import { checkpointLine } from './checkpoint-line.ts';
import { withNode } from '../node/node-client.ts';
import { complain, print, printJson, type Terminal } from '../terminal/terminal.ts';

export interface EraseOptions {
  readonly call: string | undefined;
  readonly person: string | undefined;
  readonly project: string | undefined;
  /** A path, or a SHA-256 as `sha256sum` prints it. */
  readonly file: string | undefined;
  readonly before: string | undefined;
  readonly reason: string | undefined;
  readonly onlyThis: boolean;
  readonly bodiesOnly: boolean;
  readonly compact: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

type Report = ErasureReport & { readonly keyNames: number; readonly checkpoint: string };

interface Previewed {
  readonly preview: ErasurePreview;
  /** Without it the erasure would be refused, whatever a person agrees to. */
  readonly recoverySettled: boolean;
}

/** The word that a person types; a mere Enter must not destroy anything. */
const agreement = 'erase';

export const eraseAction: Action<EraseOptions> = async (terminal, options) =>
  withNode(terminal, async (node) => {
    const what = {
      ...(options.call === undefined ? {} : { call: options.call, onlyThis: options.onlyThis }),
      ...(options.person === undefined ? {} : { person: options.person }),
      ...(options.project === undefined ? {} : { project: options.project }),
      ...(options.file === undefined ? {} : { file: await digestOfNamed(options.file) }),
      ...(options.before === undefined ? {} : { before: options.before }),
      extent: options.bodiesOnly ? 'bodies' : 'everything',
      compact: options.compact ? 'always' : 'small',
    };
    const { preview, recoverySettled } = await node.post<Previewed>('/api/erasure/preview', what);
    if (options.json && !options.yes) {
      printJson(terminal, { preview });
      return exitCodes.done;
    }
    if (!options.json) describe(terminal, preview, options.bodiesOnly);
    if (preview.calls + preview.domains === 0) {
      if (options.json) printJson(terminal, { preview });
      else print(terminal, '\nThere is nothing to erase.');
      return exitCodes.done;
    }
    if (options.reason === undefined) {
      throw new CommonholdError('request_invalid', { detail: 'say why with --reason' });
    }
    if (!recoverySettled) throw new CommonholdError('recovery_missing');
    if (!options.yes && !(await agrees(terminal))) {
      complain(terminal, 'Nothing was erased.');
      return exitCodes.no;
    }
    const { report } = await node.post<{ report: Report }>('/api/erasure', {
      ...what,
      reason: options.reason,
    });
    if (options.json) printJson(terminal, { preview, report });
    else print(terminal, done(report));
    return exitCodes.done;
  });

/** Of the file at a path; a file that has changed or is gone is named by the SHA-256 that it had. */
async function digestOfNamed(file: string): Promise<string> {
  const hex = /^[0-9a-f]{64}$/i.test(file) ? file : await sha256Of(file);
  return Buffer.from(hex, 'hex').toString('base64url');
}

async function sha256Of(file: string): Promise<string> {
  try {
    return (await digestFile(file, new AbortController().signal)).sha256;
  } catch (thrown) {
    throw new CommonholdError('file_unreadable', { file, detail: reasonOf(thrown) }, { cause: thrown });
  }
}

async function agrees(terminal: Terminal): Promise<boolean> {
  if (!terminal.input.isTTY) {
    throw new CommonholdError('request_invalid', {
      detail: 'there is nobody to ask at this terminal; add --yes after reading the preview',
    });
  }
  const asking = createInterface({ input: terminal.input, output: terminal.errors });
  try {
    const answer = await asking.question(`\nThis cannot be undone. Type "${agreement}" to go on: `);
    return answer.trim() === agreement;
  } finally {
    asking.close();
  }
}

function describe(terminal: Terminal, preview: ErasurePreview, bodiesOnly: boolean): void {
  const { bodies, from, to } = preview;
  const lines = [
    'What goes',
    `  ${count(preview.calls, 'call')}${from === undefined ? '' : `, from ${from} to ${to ?? from}`}`,
    ...preview.firstCalls.slice(0, 5).map(({ id, time }) => `    ${id}  ${time}`),
    ...(preview.calls > 5 ? [`    and ${preview.calls - 5} more`] : []),
    `  ${count(bodies.count, 'stored text')} (${Math.ceil(bodies.bytes / 1024)} KiB)`,
    ...(preview.domains > 0 ? [`  ${count(preview.domains, 'key')} of a person, project and month`] : []),
    ...(bodiesOnly ? [] : ['  their index rows: names, labels, exact counts and durations']),
    ...(preview.conversations > 0
      ? [`  ${count(preview.conversations, 'conversation')} of the Ask page, whole`]
      : []),
  ];
  const warnings = [
    ...(preview.held > 0 ? [`${count(preview.held, 'call')} stays, because a hold keeps it.`] : []),
    ...(preview.already > 0 ? [`${count(preview.already, 'call')} had been erased before.`] : []),
    ...(preview.open > 0
      ? [`${count(preview.open, 'call')} is still under way; until it has ended, nothing can be erased.`]
      : []),
    ...(preview.runUnknown
      ? ['The call names no run, so later calls that repeat its words cannot be found.']
      : []),
    ...(preview.compacts
      ? ['The database is written anew afterwards; calls wait meanwhile.']
      : [
          `The database (${Math.ceil(preview.databaseBytes / 1024 / 1024)} MiB) is too large to be written anew unasked. Without --compact, unused parts of its pages may keep pieces of index rows.`,
        ]),
  ];
  print(terminal, lines.join('\n'));
  for (const warning of warnings) print(terminal, `  ! ${warning}`);
  print(terminal, `\nWhat stays\n${preview.stays.map((line) => `  - ${line}`).join('\n')}`);
  print(terminal, `\nWhat cannot be reached\n${preview.outOfReach.map((line) => `  - ${line}`).join('\n')}`);
}

function done(report: Report): string {
  const { files } = report;
  return [
    `\nErased: ${count(report.calls, 'call')}, ${count(report.domains, 'key')}, ${count(report.conversations, 'conversation')}. The log says so in ${count(report.leaves, 'entry')}${report.lastLeaf === undefined ? '' : `, the last one at ${report.lastLeaf}`}.`,
    ...(report.keyNames > 0 ? [`${count(report.keyNames, 'revoked key')} lost its name.`] : []),
    ...(report.left > 0
      ? [`${count(report.left, 'call')} began anew meanwhile and goes at the next start of the node.`]
      : []),
    ...(files.logEmptied
      ? []
      : [
          'Another program is reading the database, so its write-ahead log still holds what was deleted. It is emptied when the node stops.',
        ]),
    ...(files.compacted ? [] : ['The database was not written anew; "commonhold compact" does that.']),
    `checkpoint  ${checkpointLine(report.checkpoint)}`,
  ].join('\n');
}

function count(number: number, one: string): string {
  const many = one.endsWith('y') ? `${one.slice(0, -1)}ies` : `${one}s`;
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}

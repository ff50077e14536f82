import { createInterface } from 'node:readline/promises';
import { CommonholdError, systemClock } from '#base';
import type { ImportReport, ImportResultView } from '#server';
import { type Action, type ExitCode, exitCodes } from '../command.ts';
import { filesAt, type FoundFile, usualPlaces } from './files-to-import.ts';
import { count, digestLines, importReportText, unansweredLines } from './import-text.ts';
import { stopOnInterrupt } from '../terminal/interrupt.ts';
import { type NodeClient, NodeRefusal, withNode } from '../node/node-client.ts';
import { progressBar } from '../terminal/progress.ts';
import { type Sent, sendFile } from './send-file.ts';
import { complain, print, printJson, type Terminal } from '../terminal/terminal.ts';
import { bytesText, printable } from '../terminal/text.ts';

export interface ImportOptions {
  readonly paths: readonly string[];
  readonly from?: string;
  readonly person?: string;
  readonly project?: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
  /** Nothing is read: what was imported before is shown again. */
  readonly report: boolean;
  readonly markdown: boolean;
  readonly json: boolean;
}

/** What became of one file. */
type Outcome = { readonly path: string } & (
  | Sent
  | { readonly type: 'refused'; readonly code: string; readonly message: string }
  /** It lay in a folder that was named, and is of none of the forms. */
  | { readonly type: 'skipped' }
);

/** `commonhold import`: sends files to the running node one after the other, and shows what they add up to. */
export const importFilesCommand: Action<ImportOptions> = async (terminal, options) => {
  if (options.report) return showReport(terminal, options);
  if (options.markdown)
    throw new CommonholdError('request_invalid', { detail: '--markdown goes with --report' });
  const files = options.paths.length > 0 ? await named(options.paths) : await usual(terminal, options);
  if (files === undefined) return exitCodes.no;
  return withNode(terminal, async (node) => {
    const outcomes = await sendAll(terminal, node, files, options);
    const whole = options.dryRun ? undefined : await node.get<ImportReport>(reportPath);
    if (options.json) printJson(terminal, { files: outcomes, report: whole });
    else {
      for (const outcome of outcomes) print(terminal, lineOf(outcome, options.dryRun));
      const [only] = outcomes;
      const dry = outcomes.length === 1 && only?.type === 'result' ? only.result.report : undefined;
      const report = whole ?? dry;
      if (report !== undefined && report.calls > 0)
        print(terminal, `\n${importReportText(terminal, report)}`);
    }
    return endOf(outcomes);
  });
};

const reportPath = '/api/imports/report';

/** `commonhold import --report`: the same again, without reading a file. */
function showReport(terminal: Terminal, { paths, dryRun, json, markdown }: ImportOptions): Promise<ExitCode> {
  if (paths.length > 0 || dryRun || (json && markdown))
    throw new CommonholdError('request_invalid', {
      detail: '--report reads no files, and prints text, --json or --markdown',
    });
  return withNode(terminal, async (node) => {
    if (markdown) {
      const bytes = await node.bytes(`${reportPath}.md`);
      print(terminal, printable(Buffer.from(bytes).toString().trimEnd()));
      return exitCodes.done;
    }
    const report = await node.get<ImportReport>(reportPath);
    if (json) printJson(terminal, report);
    else
      print(terminal, report.calls === 0 ? 'Nothing was imported yet.' : importReportText(terminal, report));
    return exitCodes.done;
  });
}

async function named(paths: readonly string[]): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  for (const path of paths) found.push(...(await filesAt(path)));
  return found;
}

/** Says what was found and asks before anything is read. Undefined: nothing is to be read. */
async function usual(
  terminal: Terminal,
  { yes, json }: ImportOptions,
): Promise<readonly FoundFile[] | undefined> {
  const places = await usualPlaces(terminal);
  const say = (text: string): void => (json ? complain(terminal, text) : print(terminal, text));
  if (places.length === 0) {
    say('No sessions of Claude Code or Codex were found in their usual places. Name a file or a folder.');
    return undefined;
  }
  for (const { tool, folder, files } of places) {
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    say(`${tool}: ${count(files.length, 'file')}, ${bytesText(bytes)}, in ${printable(folder)}`);
  }
  const files = places.flatMap((place) => place.files);
  if (yes) return files;
  if (terminal.input.isTTY !== true) {
    complain(terminal, 'Nothing was read. Say --yes to import these, or name files.');
    return undefined;
  }
  const asking = createInterface({ input: terminal.input, output: terminal.errors });
  const answer = await asking.question('Import these into the record of this node? [y/N] ');
  asking.close();
  return /^y(es)?$/i.test(answer.trim()) ? files : undefined;
}

async function sendAll(
  terminal: Terminal,
  node: NodeClient,
  files: readonly FoundFile[],
  options: ImportOptions,
): Promise<readonly Outcome[]> {
  const signal = stopOnInterrupt();
  const bar = progressBar(terminal, () => systemClock.monotonic());
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const outcomes: Outcome[] = [];
  let before = 0;
  const { from, person, project, dryRun } = options;
  const send = { format: from, person, project, isDry: dryRun };
  try {
    for (const file of files) {
      const { path } = file;
      try {
        const sent = await sendFile(
          node,
          file,
          send,
          ({ bytes, added }) => bar.update(count(added, 'call'), before + bytes, total),
          signal,
        );
        outcomes.push({ path, ...sent });
        if (sent.type === 'stopped') break;
      } catch (thrown) {
        // One file that is none of ours does not keep the others out; a node that is gone does.
        if (!(thrown instanceof NodeRefusal && ofOneFile.has(thrown.code))) throw thrown;
        const { code, message } = thrown;
        // Exports have other files beside their conversations; a zip that cannot be read is a broken one.
        if (file.isFound && code === 'import_unreadable' && !path.endsWith('.zip'))
          outcomes.push({ path, type: 'skipped' });
        else outcomes.push({ path, type: 'refused', code, message });
      }
      before += file.bytes;
    }
  } finally {
    bar.end();
  }
  return outcomes;
}

const ofOneFile: ReadonlySet<string> = new Set(['import_unreadable', 'import_changed']);

function lineOf(outcome: Outcome, isDry: boolean): string {
  const path = printable(outcome.path);
  switch (outcome.type) {
    case 'result':
      return [
        `${path}: ${countsOf(outcome.result, isDry)}`,
        ...(isDry ? digestLines(outcome.result) : unansweredLines(outcome.result.unanswered)),
        ...brokenLines(outcome.result),
      ].join('\n');
    case 'known':
      return `${path}: imported before, on ${outcome.time.slice(0, 'yyyy-mm-dd'.length)}; nothing was added`;
    case 'stopped':
      return `${path}: stopped after ${count(outcome.soFar?.added ?? 0, 'call')}; import it again to go on`;
    case 'skipped':
      return `${path}: left out; it is of none of the forms that are read`;
    case 'refused':
      return `${path}: not imported. ${outcome.message}`;
  }
}

function countsOf({ format, added, known, broken, bytes }: ImportResultView, isDry: boolean): string {
  const parts = [`${format}, ${bytesText(bytes)}, ${count(added, 'call')} ${isDry ? 'to add' : 'added'}`];
  if (known > 0) parts.push(`${known} already on record`);
  if (broken > 0) parts.push(`${broken} could not be read`);
  return parts.join(', ');
}

function brokenLines({ broken, brokenAt }: ImportResultView): readonly string[] {
  const told = brokenAt.map(({ number, reason }) => `  ${number}: ${printable(reason)}`);
  return broken > told.length ? [...told, `  and ${broken - told.length} more`] : told;
}

function endOf(outcomes: readonly Outcome[]): ExitCode {
  const isDone = outcomes.every(
    (outcome) =>
      outcome.type === 'known' ||
      outcome.type === 'skipped' ||
      (outcome.type === 'result' && outcome.result.broken === 0),
  );
  return isDone ? exitCodes.done : exitCodes.no;
}

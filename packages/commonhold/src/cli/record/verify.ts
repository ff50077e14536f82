import type { Grade } from '@commonhold/record';
import { audit, type AuditReport, type PublishedReport } from '#ledger';
import { homePaths } from '#home';
import { checkpointLine } from './checkpoint-line.ts';
import { type Action, type ExitCode, exitCodes } from '../command.ts';
import { keyPlaceOf } from '../terminal/passphrase.ts';
import { type Terminal, print, printJson, styled } from '../terminal/terminal.ts';
import { type JudgedByPolicy, showPolicy } from './witness-policy-file.ts';
import { printable } from '../terminal/text.ts';

export interface VerifyOptions {
  readonly bodies: boolean;
  readonly json: boolean;
}

/** `commonhold verify`: proves the log from the files in the home folder, with or without a running node. */
export const verifyCommand: Action<VerifyOptions> = async (terminal, options) => {
  const { home } = homePaths(terminal.environment);
  const keys = keyPlaceOf(terminal);
  return proveLog(terminal, options.json, (signal, onProgress) =>
    audit({ home, keys, bodies: options.bodies, signal, onProgress }),
  );
};

/**
 * Proves a log with progress and until Ctrl-C, shows what was found, and answers whether it is proved, and by `judge`
 * whether its head is cosigned as somebody asks.
 */
export async function proveLog(
  terminal: Terminal,
  asJson: boolean,
  prove: (
    signal: AbortSignal,
    onProgress: (done: number, total: number) => void,
  ) => Promise<AuditReport | PublishedReport>,
  judge?: (note: string) => JudgedByPolicy,
): Promise<ExitCode> {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  try {
    const report = await prove(stop.signal, (done, total) => {
      if (terminal.errors.isTTY) terminal.errors.write(`\r${done} of ${total} entries`);
    });
    if (terminal.errors.isTTY) terminal.errors.write('\r\u001b[K');
    const judged = report.checkpoint && judge?.(report.checkpoint.note);
    if (asJson) printJson(terminal, judged === undefined ? report : { ...report, policy: judged });
    else showReport(terminal, report, judged);
    const isEnough = judge === undefined || judged?.verdict === 'met';
    return report.verdict === 'proved' && isEnough ? exitCodes.done : exitCodes.no;
  } finally {
    process.off('SIGINT', interrupt);
  }
}

/** Also for a published log, which has no bodies. */
function showReport(
  terminal: Terminal,
  report: AuditReport | PublishedReport,
  judged: JudgedByPolicy | undefined,
): void {
  const verdict =
    report.verdict === 'proved' ? styled(terminal, 'green', 'Proved.') : styled(terminal, 'red', 'Broken.');
  const of = report.origin === '' ? '' : ` of ${printable(report.origin)}`;
  print(terminal, `${verdict} ${report.size} entries${of}`);
  for (const { leaf, origin } of report.continued) {
    print(terminal, `  before      its first ${leaf} entries were signed as ${printable(origin)}`);
  }
  if (report.root !== '') print(terminal, `  root        ${report.root}`);
  const { checkpoint } = report;
  const head =
    checkpoint === undefined
      ? 'none, so nothing is signed'
      : `${checkpointLine(checkpoint.note)}, ${printable(checkpoint.time)}`;
  print(terminal, `  checkpoint  ${head}`);
  if (judged !== undefined) showPolicy(terminal, judged);
  if (report.unsigned > 0) print(terminal, `  unsigned    ${report.unsigned} entries after the checkpoint`);
  const present = Object.entries(report.counts).filter(([, count]) => count > 0);
  const counts = present.map(([kind, count]) => `${count} ${kind}`);
  print(terminal, `  kinds       ${counts.join(', ') || 'none'}`);
  const { intents, outcomes, unknown, open } = report.pairs;
  print(
    terminal,
    `  pairs       ${intents} intents: ${outcomes} outcomes, of them ${unknown} unknown; ${open} open`,
  );
  if ('bodies' in report) showBodies(terminal, report.bodies);
  const { opened: sessions, closed, cutOff, heartbeats, coverage } = report.sessions;
  print(
    terminal,
    `  sessions    ${sessions} opened: ${closed} closed, ${cutOff} cut off; ${heartbeats} heartbeats; ${coverageLine(coverage)}`,
  );
  showSilences(terminal, report.sessions);
  showCompleteness(terminal, report);
  if (report.clockSteps > 0)
    print(terminal, `  clock       ran backwards ${report.clockSteps} times; the order is the log's`);
  for (const finding of report.findings) {
    const where = finding.leaf === undefined ? '' : `entry ${finding.leaf}: `;
    print(terminal, styled(terminal, 'red', `  ✗ ${where}${printable(finding.what)}`));
  }
  const more = report.findingsTotal - report.findings.length;
  if (more > 0) print(terminal, `  … and ${more} more`);
  if (report.proves.length > 0) print(terminal, '\nThis proves');
  for (const sentence of report.proves) print(terminal, `  + ${sentence}`);
  print(terminal, 'This cannot prove');
  for (const sentence of report.cannot) print(terminal, `  - ${sentence}`);
}

function showBodies(terminal: Terminal, { checked, opened, erased }: AuditReport['bodies']): void {
  print(
    terminal,
    `  bodies      ${checked ? `${opened} opened and compared, ${erased} erased` : 'not opened (--bodies opens them)'}`,
  );
}

const gradeNames: Readonly<Record<Grade, string>> = {
  complete: 'complete: closed, signed to the end, every attempt accounted for',
  'end-unproven': 'valid prefix, end unproven',
  gap: 'gap',
};

function showCompleteness(terminal: Terminal, { completeness }: Pick<AuditReport, 'completeness'>): void {
  const { grade, reasons } = completeness;
  const name = gradeNames[grade];
  print(terminal, `  grade       ${grade === 'gap' ? styled(terminal, 'red', name) : name}`);
  for (const reason of reasons) print(terminal, `              ${printable(reason)}`);
}

/** The others are in `--json`. */
const silencesShown = 3;

function showSilences(terminal: Terminal, { silences, silencesKept }: AuditReport['sessions']): void {
  if (silences === 0) return;
  print(
    terminal,
    `  silence     ${silences} times no heartbeat when one was due: a machine asleep, a clock that was set, or leaves left out`,
  );
  for (const { leaf, from, to } of silencesKept.slice(0, silencesShown)) {
    print(terminal, `              after entry ${leaf}: ${printable(from)} to ${printable(to)}`);
  }
  if (silences > silencesShown) print(terminal, `              … and ${silences - silencesShown} more`);
}

/** Which published text says what the record of these sessions proves. */
function coverageLine({ versions, none, unknown }: AuditReport['sessions']['coverage']): string {
  const declared = [
    ...versions.map(({ version, sessions }) => `version ${version} by ${sessions}`),
    ...(none > 0 ? [`none by ${none}`] : []),
    ...(unknown > 0 ? [`one not known here by ${unknown}`] : []),
  ];
  return `coverage ${declared.join(', ') || 'none declared'}`;
}

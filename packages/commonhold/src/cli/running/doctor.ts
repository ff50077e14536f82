import { type Clock, createOutbound, systemClock } from '#base';
import { homePaths } from '#home';
import { type Examination, examine, type Finding, groups, nothingToDo, thisMachine } from '#doctor';
import { type Action, exitCodes } from '../command.ts';
import { stopOnInterrupt } from '../terminal/interrupt.ts';
import { NodeClient } from '../node/node-client.ts';
import { complain, print, printJson, styled, type Terminal } from '../terminal/terminal.ts';
import { oneLine } from '../terminal/text.ts';
import { software, version } from '../version.ts';
import { wrap } from '../terminal/wrap.ts';

export interface DoctorOptions {
  readonly thorough: boolean;
  readonly connect: boolean;
  readonly json: boolean;
}

/** `commonhold doctor`: what is wrong on this machine and how to mend it, with or without a running node. */
export const doctorCommand: Action<DoctorOptions> = async (terminal, options) => {
  const signal = stopOnInterrupt();
  let examination: Examination;
  try {
    examination = await examineHome(terminal, options, systemClock, signal);
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
    complain(terminal, 'Stopped; nothing was changed.');
    return exitCodes.no;
  }
  if (options.json) printJson(terminal, examination);
  else show(terminal, examination);
  return examination.verdict === 'broken' ? exitCodes.no : exitCodes.done;
};

async function examineHome(
  terminal: Terminal,
  options: DoctorOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<Examination> {
  const paths = homePaths(terminal.environment);
  const node = new NodeClient(paths.home, paths.socket);
  const wishes = { thorough: options.thorough, connect: options.connect };
  const world = {
    ...thisMachine(),
    paths,
    environment: terminal.environment,
    software,
    clock,
    nodeStatus: (signal: AbortSignal) => node.get('/api/status', signal),
    // What is asked is shown as a finding, so that nobody needs to be told of each contact as well.
    openOutbound: (onCertificate: (host: string, validTo: Date) => void) =>
      createOutbound({ version, onContact: () => undefined, onCertificate }),
  };
  try {
    return await examine(world, wishes, signal);
  } finally {
    await node.close();
  }
}

/** Where the width of a terminal is not known, as in a pipe. */
const defaultWidth = 80;
/** Longer lines are hard to read, however wide the terminal is. */
const widthMax = 110;
/** The longest verdict and the longest name of a check, each with two spaces. */
const verdictColumn = 11;
const nameColumn = 15;
/** With less room than this beside the columns, sentences go below them. */
const sentenceMin = 40;

function show(terminal: Terminal, examination: Examination): void {
  const width = Math.min(terminal.output.columns ?? defaultWidth, widthMax);
  const { home, software, thorough, connect } = examination;
  print(terminal, styled(terminal, 'bold', `The state of ${oneLine(home, Infinity)}`));
  const left = [
    ...(thorough ? [] : ['without reading all files (--thorough)']),
    ...(connect ? [] : ['without asking providers (--connect)']),
  ];
  for (const line of wrap([`${software}, ${examination.time.slice(0, 19)}Z`, ...left].join(', '), width))
    print(terminal, line);
  for (const group of groups) {
    const findings = examination.findings.filter((finding) => finding.group === group);
    if (findings.length === 0) continue;
    print(terminal, `\n${styled(terminal, 'bold', group)}`);
    for (const finding of findings) showFinding(terminal, finding, width);
  }
  print(terminal, `\n${wrap(sumOf(examination), width).join('\n')}`);
}

const styles = { good: 'green', attention: 'yellow', broken: 'red', unknown: 'dim' } as const;

function showFinding(terminal: Terminal, finding: Finding, width: number): void {
  const { verdict, check } = finding;
  const columns = 2 + verdictColumn + nameColumn;
  const isNarrow = width - columns < sentenceMin;
  const indent = isNarrow ? 4 : columns;
  const head = `  ${styled(terminal, styles[verdict], verdict.padEnd(verdictColumn))}${check.padEnd(nameColumn)}`;
  const sentences = [oneLine(finding.seen, Infinity)];
  if (finding.advice !== nothingToDo) sentences.push(`-> ${oneLine(finding.advice, Infinity)}`);
  const lines = sentences.flatMap((sentence) => wrap(sentence, width - indent));
  const rest = isNarrow ? lines : lines.slice(1);
  print(terminal, isNarrow ? head.trimEnd() : `${head}${lines[0] ?? ''}`);
  for (const line of rest) print(terminal, `${' '.repeat(indent)}${line}`);
}

function sumOf({ counts }: Examination): string {
  const parts = [
    ...(counts.broken > 0 ? [`${counts.broken} broken`] : []),
    ...(counts.attention > 0 ? [`${counts.attention} to look at`] : []),
    `${counts.good} good`,
    ...(counts.unknown > 0 ? [`${counts.unknown} unknown`] : []),
  ];
  const verdict =
    counts.broken > 0
      ? 'Something is broken'
      : counts.attention > 0
        ? 'It works; something should be looked at'
        : 'All is well';
  return `${verdict}: ${parts.join(', ')}.`;
}

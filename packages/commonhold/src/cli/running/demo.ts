import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { CommonholdError, hasCode, systemClock } from '#base';
import { homePaths } from '#home';
import { fillDemo } from '#demo';
import { openHome } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { print, printJson, styled, type Terminal } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';
import { software } from '../version.ts';

export interface DemoCommandOptions {
  readonly home: string | undefined;
  readonly calls: number;
  readonly days: number;
  readonly seed: number;
  readonly json: boolean;
}

/** More would be no demonstration; a million is what the lists are measured with. */
const callsMax = 1_000_000;
/** The overview's longest time. */
const daysMax = 92;
const redrawMs = 200;

/** `commonhold demo`: fills a folder of its own with invented calls, to look around in. */
export const demoCommand: Action<DemoCommandOptions> = async (terminal, options) => {
  const { calls, days, seed } = options;
  if (calls < 1 || calls > callsMax) throw refused(`--calls is 1 to ${callsMax}`);
  if (days < 1 || days > daysMax) throw refused(`--days is 1 to ${daysMax}`);
  const paths = homePaths({ COMMONHOLD_HOME: resolve(options.home ?? join(homedir(), '.commonhold-demo')) });
  if (paths.home === homePaths({}).home || paths.home === homePaths(terminal.environment).home) {
    throw refused(`${paths.home} is the home folder of a node`);
  }
  if (!(await isEmpty(paths.home))) {
    throw refused(
      `${paths.home} is not empty; name another folder, or delete it if it is an old demonstration`,
    );
  }
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  const startedAt = systemClock.monotonic();
  const folder = await openHome(paths);
  try {
    const report = await fillDemo({
      paths,
      seed,
      calls,
      days,
      endMs: systemClock.now(),
      software,
      onProgress: progress(terminal),
      signal: stop.signal,
      onFatal: (error) => {
        throw error;
      },
    });
    const seconds = Math.round((systemClock.monotonic() - startedAt) / 100) / 10;
    const wasStopped = stop.signal.aborted;
    if (terminal.errors.isTTY) terminal.errors.write('\r\u001b[K');
    if (options.json) printJson(terminal, { home: paths.home, ...report, seconds, stopped: wasStopped });
    else {
      print(
        terminal,
        styled(terminal, 'bold', 'Demonstration data: nobody in it exists, none of it happened.\n'),
      );
      print(terminal, `  ${report.calls} calls, ${report.entries} entries of ${printable(report.origin)}`);
      print(terminal, `  written in ${seconds} s to ${printable(paths.home)}`);
      if (wasStopped) print(terminal, '  stopped early; what is there is whole');
      print(terminal, '\nLook around:');
      print(terminal, `  COMMONHOLD_HOME=${shellWord(paths.home)} commonhold start`);
      print(terminal, `  COMMONHOLD_HOME=${shellWord(paths.home)} commonhold verify`);
    }
    return wasStopped ? exitCodes.no : exitCodes.done;
  } finally {
    await folder.release();
    process.off('SIGINT', interrupt);
  }
};

function refused(detail: string): CommonholdError {
  return new CommonholdError('demo_refused', { detail });
}

async function isEmpty(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return true;
    throw thrown;
  }
}

function progress(terminal: Terminal): (done: number, total: number) => void {
  let drawnAt = -Infinity;
  return (done, total) => {
    const now = systemClock.monotonic();
    if (!terminal.errors.isTTY || now - drawnAt < redrawMs) return;
    drawnAt = now;
    terminal.errors.write(`\r\u001b[K${done} of ${total} calls`);
  };
}

function shellWord(text: string): string {
  return /^[\w/.~-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

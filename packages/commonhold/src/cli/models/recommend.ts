import { homePaths } from '#home';
import {
  builtInCatalog,
  defaultModelName,
  findRow,
  plannedContextTokens,
  readMachine,
  recommend,
  type Recommendation,
} from '#models';
import { measureSpeed } from '#providers';
import { openModelLibrary } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { stopOnInterrupt } from '../terminal/interrupt.ts';
import { complain, print, printJson, styled, type Terminal } from '../terminal/terminal.ts';
import { bytesText, table } from '../terminal/text.ts';

/** `commonhold models recommend`: measures this machine and names the best open models that fit. */
export const recommendModelsCommand: Action<{ readonly json: boolean }> = async (terminal, options) => {
  const { models } = homePaths(terminal.environment);
  const signal = stopOnInterrupt();
  const small = await openModelLibrary(models).find(defaultModelName, signal);
  if (small && !options.json) complain(terminal, 'Measuring this machine with the small model …');
  const recommendation = await recommend({
    catalog: builtInCatalog(),
    machine: readMachine(),
    contextTokens: plannedContextTokens,
    measure: small && {
      row: findRow(builtInCatalog(), defaultModelName),
      speed: async (stop) =>
        (await measureSpeed(small.path, { signal: stop, memoryLimitBytes: readMachine().totalMemoryBytes }))
          .outputTokensPerSecond,
    },
    signal,
  });
  if (options.json) printJson(terminal, recommendation);
  else showRecommendation(terminal, recommendation);
  return exitCodes.done;
};

function showRecommendation(terminal: Terminal, recommendation: Recommendation): void {
  const { machine, measured } = recommendation;
  print(
    terminal,
    `${machine.processor}, ${machine.cores} cores, ${bytesText(machine.availableMemoryBytes)} of ${bytesText(machine.totalMemoryBytes)} memory free`,
  );
  print(
    terminal,
    measured
      ? `measured: ${measured.tokensPerSecond.toFixed(1)} tokens/s with ${measured.model}; other speeds are estimated from it`
      : `no speed is estimated: ${defaultModelName} is not here to measure with`,
  );
  for (const pick of recommendation.picks) {
    const { row } = pick.candidate;
    print(terminal, `\n${styled(terminal, 'bold', row.name)} (${pick.because})`);
    print(terminal, `  ${pick.reason}`);
    print(
      terminal,
      `  ${bytesText(row.sizeBytes)}, ${row.licence.id}, needs about ${bytesText(pick.candidate.memory.totalBytes)} of memory`,
    );
    print(
      terminal,
      pick.candidate.canBePulled
        ? `  commonhold models pull ${row.name}`
        : `  no digest is pinned: bring the file with commonhold models add`,
    );
  }
  const rows = recommendation.candidates.map((candidate) => [
    candidate.row.name,
    candidate.fit,
    candidate.estimatedTokensPerSecond === undefined
      ? '-'
      : `${candidate.estimatedTokensPerSecond.toFixed(1)} (estimated)`,
    candidate.fullyOpen ? 'weights, data, code' : candidate.row.openness.weights === 'yes' ? 'weights' : 'no',
    candidate.row.licence.id,
  ]);
  print(terminal, `\n${table(['model', 'fits', 'tokens/s', 'open', 'licence'], rows)}`);
}

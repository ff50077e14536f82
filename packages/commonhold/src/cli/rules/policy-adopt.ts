import { adoptStarterSet } from '#config';
import { homePaths } from '#home';
import { type Action, exitCodes } from '../command.ts';
import { print, printJson } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';

export interface AdoptOptions {
  readonly set: string;
  readonly json: boolean;
}

/** `commonhold policy adopt`: a starter set becomes the rules of this home. */
export const adoptCommand: Action<AdoptOptions> = async (terminal, { set, json }) => {
  const paths = homePaths(terminal.environment);
  await adoptStarterSet(paths, set);
  if (json) {
    printJson(terminal, { set, folder: paths.policies });
    return exitCodes.done;
  }
  print(terminal, `The starter set "${set}" is in ${printable(paths.policies)}.`);
  print(
    terminal,
    'Read README.md there: it says in plain words what now goes where, and what to change first.',
  );
  print(terminal, 'A running node takes it over at once; "commonhold policy list" shows what is in force.');
  return exitCodes.done;
};

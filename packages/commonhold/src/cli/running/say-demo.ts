import { homePaths, isDemoHome } from '#home';
import { complain, type Terminal } from '../terminal/terminal.ts';

/** Says on the error stream that this home is a demonstration, whatever the command, so that nobody takes it for real. */
export async function sayDemo(terminal: Terminal): Promise<void> {
  if (!(await isDemoHome(homePaths(terminal.environment)))) return;
  complain(terminal, 'This home folder holds demonstration data: nobody in it exists, none of it happened.');
}

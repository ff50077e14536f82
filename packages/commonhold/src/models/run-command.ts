/**
 * Runs a program that the models folder needs (pip), as an argument of those who use it, so that tests put their
 * own in its place.
 */
import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly folder: string;
  readonly signal: AbortSignal;
}

export type CommandResult =
  | { readonly kind: 'missing' }
  | { readonly kind: 'ended'; readonly code: number; readonly output: string };

export type RunCommand = (
  command: string,
  parameters: readonly string[],
  options: CommandOptions,
) => Promise<CommandResult>;

/** Enough for the last lines of an error message; a program that prints more is not kept whole. */
const outputLimitChars = 8_000;

/** Runs it without a shell and without input, in the environment given. Throws the signal's reason when stopped. */
export function commandRunner(environment: Readonly<Record<string, string | undefined>>): RunCommand {
  return (command, parameters, options) =>
    new Promise((resolve, reject) => {
      options.signal.throwIfAborted();
      const child = spawn(command, [...parameters], {
        cwd: options.folder,
        env: { ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
        shell: false,
      });
      let output = '';
      const collect = (text: string): void => {
        output = (output + text).slice(-outputLimitChars);
      };
      child.stdout.setEncoding('utf8').on('data', collect);
      child.stderr.setEncoding('utf8').on('data', collect);
      const stop = (): void => {
        child.kill();
      };
      options.signal.addEventListener('abort', stop, { once: true });
      child.on('error', (error: NodeJS.ErrnoException) => {
        options.signal.removeEventListener('abort', stop);
        if (error.code === 'ENOENT') resolve({ kind: 'missing' });
        else reject(error);
      });
      child.on('close', (code, ending) => {
        options.signal.removeEventListener('abort', stop);
        if (options.signal.aborted) reject(options.signal.reason as Error);
        else if (code === null) reject(new Error(`${command} was ended by ${ending ?? 'a signal'}`));
        else resolve({ kind: 'ended', code, output });
      });
    });
}

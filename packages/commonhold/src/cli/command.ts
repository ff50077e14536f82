import type { Terminal } from './terminal/terminal.ts';

/** Exit codes: done, the answer is no (or it failed), the command was not understood. */
export const exitCodes = { done: 0, no: 1, misuse: 2 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What a command does with its options; it resolves to the exit code. */
export type Action<Options> = (terminal: Terminal, options: Options) => Promise<ExitCode>;

/** Takes a command that runs, so that `main` can wait for it and know its exit code. */
export type Finish = (running: Promise<ExitCode>) => Promise<void>;

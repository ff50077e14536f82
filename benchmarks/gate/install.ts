import { execFile } from 'node:child_process';

/** Fetching and compiling on a machine with nothing in its caches. */
const installMs = 900_000;

/** Runs an ordinary package client. What it says when it fails; nothing when it succeeds. */
export function failureOf(
  program: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(
      program,
      parameters,
      { timeout: installMs, env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 * 1024 },
      (error, _, complaints) => {
        resolve(error === null ? undefined : shortened(complaints.trim() || error.message));
      },
    );
  });
}

/** The last two lines say why; addresses of registries are nobody's concern here. */
function shortened(complaints: string): string {
  const said = complaints.split('\n').slice(-2).join(' ').replaceAll(/\s+/g, ' ');
  return said.replaceAll(/https?:\/\/\S+?:?(?=\s|$)/g, '…');
}

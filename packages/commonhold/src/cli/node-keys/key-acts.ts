import { CommonholdError, isThere } from '#base';
import { homePaths } from '#home';
import { type KeyAct, leaveKeyAct, openHome } from '#server';
import { withNode } from '../node/node-client.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Keeps the home folder locked, so that no node runs meanwhile. Throws `home_locked`, `key_act_refused`. */
export async function withLockedHome<Result>(
  terminal: Terminal,
  use: (home: string) => Promise<Result>,
): Promise<Result> {
  const paths = homePaths(terminal.environment);
  if (!(await isThere(paths.database))) {
    const detail = `there is no record in ${paths.home} yet; start the node once before`;
    throw new CommonholdError('key_act_refused', { detail });
  }
  const home = await openHome(paths);
  try {
    return await use(paths.home);
  } finally {
    await home.release();
  }
}

/** Writes an act with the keys down: through the running node, or for the next start to do it. */
export async function recordKeyAct(terminal: Terminal, act: KeyAct): Promise<void> {
  try {
    await withNode(terminal, (node) => node.post('/api/node-keys', act));
  } catch (thrown) {
    if (!(thrown instanceof CommonholdError) || thrown.code !== 'node_not_running') throw thrown;
    await withLockedHome(terminal, (home) => leaveKeyAct(home, act));
  }
}

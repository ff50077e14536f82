import { type FSWatcher, watch } from 'node:fs';
import { basename } from 'node:path';
import { hasCode } from '#base';
import type { HomePaths } from '#config';

/** An editor writes a file in several steps; the reload waits until it has been quiet for this long. */
const quietMs = 300;

export interface Watching {
  close(): void;
}

/**
 * Calls back when commonhold.yaml or a file of rules has changed and has then been quiet for a moment. A system that cannot
 * watch any more folders is told of once and costs only this comfort: the next start reads the files.
 */
export function watchConfiguration(
  paths: HomePaths,
  changed: () => void,
  onTrouble: (error: unknown) => void,
): Watching {
  const names = [basename(paths.configuration), basename(paths.policies)];
  let timer: NodeJS.Timeout | undefined;
  let home: FSWatcher | undefined;
  let policies: FSWatcher | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // A folder that was made, or replaced by another of its name, is not the one that was watched.
      watchPolicies();
      changed();
    }, quietMs);
  };
  const watchPolicies = (): void => {
    policies?.close();
    policies = undefined;
    try {
      policies = watch(paths.policies, { recursive: true }, soon);
      policies.on('error', onTrouble);
    } catch (thrown) {
      // Most nodes have no such folder, and the one above tells when it is made.
      if (!hasCode(thrown, 'ENOENT')) onTrouble(thrown);
    }
  };
  try {
    // The folder is watched and not the file, because editors replace files.
    home = watch(paths.home, (_event, file) => {
      if (file !== null && names.includes(file)) soon();
    });
    home.on('error', onTrouble);
    watchPolicies();
  } catch (thrown) {
    onTrouble(thrown);
  }
  return {
    close() {
      clearTimeout(timer);
      home?.close();
      policies?.close();
    },
  };
}

import { type FSWatcher, watch } from 'node:fs';
import { basename } from 'node:path';
import type { HomePaths } from '#config';

/** An editor writes a file in several steps; the reload waits until it has been quiet for this long. */
const quietMs = 300;

export interface Watching {
  close(): void;
}

/**
 * Calls back when commonhold.yaml has changed and has then been quiet for a moment. A system that cannot watch any more
 * folders is told of once and costs only this comfort: the next start reads the file.
 */
export function watchConfiguration(
  paths: HomePaths,
  changed: () => void,
  onTrouble: (error: unknown) => void,
): Watching {
  const name = basename(paths.configuration);
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;
  try {
    // The folder is watched and not the file, because editors replace files.
    watcher = watch(paths.home, (_event, file) => {
      if (file !== name) return;
      clearTimeout(timer);
      timer = setTimeout(changed, quietMs);
    });
    watcher.on('error', onTrouble);
  } catch (thrown) {
    onTrouble(thrown);
  }
  return {
    close() {
      clearTimeout(timer);
      watcher?.close();
    },
  };
}

import { type FSWatcher, watch } from 'node:fs';
import { basename } from 'node:path';
import { hasCode } from '#base';
import type { HomePaths } from '#home';
import { labelsFolder } from './label-classifier.ts';

/** An editor writes a file in several steps; the reload waits until it has been quiet for this long. */
const quietMs = 300;

export interface Watching {
  close(): void;
}

/**
 * Calls back when commonhold.yaml, a file of rules or a list of terms has changed and has then been quiet for a moment. A system that cannot
 * watch any more folders is told of once and costs only this comfort: the next start reads the files.
 */
export function watchConfiguration(
  paths: HomePaths,
  changed: () => void,
  onTrouble: (error: unknown) => void,
): Watching {
  const folders = [paths.policies, labelsFolder(paths)];
  const names = [paths.configuration, ...folders].map((path) => basename(path));
  let timer: NodeJS.Timeout | undefined;
  let home: FSWatcher | undefined;
  let inner: FSWatcher[] = [];
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // A folder that was made, or replaced by another of its name, is not the one that was watched.
      watchFolders();
      changed();
    }, quietMs);
  };
  const watchFolders = (): void => {
    for (const watcher of inner) watcher.close();
    inner = [];
    for (const folder of folders) {
      try {
        const watcher = watch(folder, { recursive: true }, soon);
        watcher.on('error', onTrouble);
        inner.push(watcher);
      } catch (thrown) {
        // Most nodes have no such folder, and the one above tells when it is made.
        if (!hasCode(thrown, 'ENOENT')) onTrouble(thrown);
      }
    }
  };
  try {
    // The folder is watched and not the file, because editors replace files.
    home = watch(paths.home, (_event, file) => {
      if (file !== null && names.includes(file)) soon();
    });
    home.on('error', onTrouble);
    watchFolders();
  } catch (thrown) {
    onTrouble(thrown);
  }
  return {
    close() {
      clearTimeout(timer);
      home?.close();
      for (const watcher of inner) watcher.close();
    },
  };
}

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '#base';
import type { HomePaths } from './home-paths.ts';

/**
 * A home folder with this file in it holds demonstration data: everything that shows its calls says so. It is written
 * before the first of them, so that no part of a demonstration can be taken for a record of something that happened.
 */
const markerFile = 'demonstration.json';

export interface DemoMarker {
  readonly what: string;
  readonly seed: number;
  readonly calls: number;
  readonly days: number;
  readonly made: string;
}

export async function writeDemoMarker(paths: HomePaths, marker: DemoMarker): Promise<void> {
  await writeFile(join(paths.home, markerFile), `${JSON.stringify(marker, null, 2)}\n`);
}

export async function isDemoHome(paths: HomePaths): Promise<boolean> {
  try {
    await readFile(join(paths.home, markerFile));
    return true;
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return false;
    throw thrown;
  }
}

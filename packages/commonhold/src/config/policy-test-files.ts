import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommonholdError, describe, hasCode } from '#base';
import { parsePolicyTests, type PolicyTest } from '#policy';

export interface PolicyTestFile {
  readonly file: string;
  readonly tests: readonly PolicyTest[];
}

/** The tests that lie in `tests/` beside rules. Throws `policy_test_invalid`. */
export async function readPolicyTests(folder: string): Promise<readonly PolicyTestFile[]> {
  const below = join(folder, 'tests');
  let names: string[];
  try {
    names = await readdir(below);
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return [];
    throw thrown;
  }
  const files: PolicyTestFile[] = [];
  for (const name of names.toSorted()) {
    if (!/^[^.].*\.ya?ml$/.test(name)) continue;
    const file = `tests/${name}`;
    try {
      files.push({ file, tests: parsePolicyTests(await readFile(join(below, name), 'utf8'), file) });
    } catch (thrown) {
      if (thrown instanceof CommonholdError) throw thrown;
      throw new CommonholdError('policy_test_invalid', { file, detail: describe(thrown) }, { cause: thrown });
    }
  }
  return files;
}

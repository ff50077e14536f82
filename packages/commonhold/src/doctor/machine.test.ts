import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  findingsOf,
  lines,
  newHome,
  plentifulDisk,
  recordIn,
  removeHome,
  testClock,
  testTime,
  worldOf,
} from './doctor.fixture.ts';
import { parseAccounts } from './this-machine.ts';
import type { FileSystemFacts, World } from './world.ts';

let home: string;
beforeEach(async () => {
  home = await newHome();
});
afterEach(() => removeHome(home));

const mebibyte = 1024 ** 2;

async function disk(facts: Partial<FileSystemFacts>, changes: Partial<World> = {}): Promise<string> {
  const fileSystem = async () => ({ ...plentifulDisk, ...facts });
  return lines(await findingsOf(worldOf(home, { fileSystem, ...changes }), 'disk'));
}

describe('the disk', () => {
  test.each([
    [63, 'broken', 'takes no calls below 64.0 MiB'],
    [100, 'attention', 'default model is not here and needs'],
    [900, 'attention', 'Below 64.0 MiB the node takes no calls'],
    [5000, 'good', 'keeps 64.0 MiB in reserve'],
  ])('with %d MiB free is %s', async (free, verdict, text) => {
    const found = await disk({ bavail: (free * mebibyte) / plentifulDisk.bsize });
    expect(found).toMatch(new RegExp(`^${verdict}: `));
    expect(found).toContain(text);
  });

  test('may be full of files, unless its file system counts none', async () => {
    expect(await disk({ ffree: 0 })).toContain('broken: The disk has room for 0 more files');
    expect(await disk({ ffree: 999 })).toContain('attention: The disk has room for 999 more files');
    expect(await disk({ files: 0, ffree: 0 })).not.toContain('more files');
  });

  test.each([
    [0x58465342, 'good', 'XFS'],
    [0x6969, 'broken', 'NFS'],
    [0xff534d42, 'broken', 'SMB'],
    // The same number as a system with 32 bits gives it.
    [0xff534d42 | 0, 'broken', 'SMB'],
    [0x01021994, 'attention', 'tmpfs'],
    [0x794c7630, 'attention', 'overlayfs'],
    [0x65735546, 'attention', 'FUSE'],
    [0x1234, 'unknown', '0x1234'],
  ])('of the kind %d is %s', async (type, verdict, name) => {
    expect(await disk({ type })).toMatch(new RegExp(`^${verdict}: .*${name}`, 'm'));
  });

  test('has numbers for its kind on Linux only', async () => {
    expect(await disk({ type: 26 }, { platform: 'darwin' })).toMatch(/^unknown: .*darwin/m);
  });

  test('is looked at where the home folder will be when it is not there yet', async () => {
    const asked: string[] = [];
    const fileSystem = async (path: string) => {
      asked.push(path);
      return plentifulDisk;
    };
    await findingsOf(worldOf(`${home}/not/yet`, { fileSystem }), 'disk');
    expect(asked).toEqual([home]);
  });
});

describe('the memory', () => {
  async function memory(total: number, available: number, configuration = ''): Promise<string> {
    const folder = await newHome(configuration);
    const machine = () => ({
      totalMemoryBytes: total * mebibyte,
      availableMemoryBytes: available * mebibyte,
      cores: 1,
      processor: 'a processor',
    });
    const found = lines(await findingsOf(worldOf(folder, { machine }), 'memory'));
    await removeHome(folder);
    return found;
  }

  test('is enough, short now, or too little for ever', async () => {
    expect(await memory(8000, 4000)).toMatch(/^good: .*smollm2-135m-instruct needs about/);
    expect(await memory(8000, 300)).toMatch(/^attention: .*more than is available now/);
    expect(await memory(1000, 900)).toMatch(/^attention: .*three quarters of the machine/);
    expect(await memory(500, 300)).toMatch(/^broken: .*more than there is/);
  });

  test('that the owner allows may be less than the model needs', async () => {
    expect(await memory(8000, 4000, 'engine: { memoryBytes: 70000000 }')).toMatch(
      /^attention: .*more than 66\.8 MiB \(engine\.memoryBytes\)/,
    );
  });

  test('needed by a model that nobody knows is not guessed', async () => {
    expect(await memory(8000, 4000, 'engine: [')).toMatch(/^unknown: .*configuration/);
    expect(await memory(8000, 4000, 'engine: { defaultModel: nobody }')).toMatch(/^unknown: /);
  });
});

describe('the clock', () => {
  const at = (now: number) => ({ clock: { ...testClock, now: () => now } });

  test('of a year that cannot be is broken', async () => {
    for (const year of [1970, 2025, 2101]) {
      const found = lines(await findingsOf(worldOf(home, at(Date.UTC(year, 5))), 'clock'));
      expect(found).toMatch(new RegExp(`^broken: The clock of this machine says ${year}-06`));
    }
  });

  test('that is before the newest entry was set back, and the sentence says by how much', async () => {
    await recordIn(home);
    expect(lines(await findingsOf(worldOf(home, at(testTime)), 'clock'))).toMatch(
      /^good: .*after the newest entry/,
    );
    expect(lines(await findingsOf(worldOf(home, at(testTime - 90_000)), 'clock'))).toMatch(
      /^attention: .*1 min 30 s before/,
    );
    expect(lines(await findingsOf(worldOf(home, at(testTime - 72 * 3_600_000)), 'clock'))).toContain(
      '3 days before',
    );
  });
});

test('people who can log in are told from services, by passwd(5)', () => {
  const text = [
    'root:x:0:0:root:/root:/bin/bash',
    'daemon:x:1:1::/usr/sbin:/usr/sbin/nologin',
    'nobody:x:65534:65534::/nonexistent:/bin/sh',
    'ada:x:1000:1000:Ada,,,:/home:/bin/bash',
    'sync:x:1001:1001::/bin:/bin/sync',
    'locked:x:1002:1002::/srv:/bin/false',
    '# no line of it',
    '',
  ].join('\n');
  expect(parseAccounts(text)).toEqual([{ name: 'ada', userId: 1000 }]);
});

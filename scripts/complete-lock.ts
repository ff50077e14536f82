/**
 * Adds to package-lock.json the entries of optional packages for other platforms that npm left out.
 *
 * A registry mirror that carries only some platforms makes npm write a lock in which the other platforms'
 * binaries (Windows, macOS, musl…) are named by their parents but have no entry of their own. `npm ci` of
 * npm 11 refuses such a lock on every machine. This script writes the missing entries from what the parents
 * say: the exact version, and the platform that the package's name spells out. They carry no integrity hash,
 * because nobody here has seen the files; a lock made against a complete registry replaces them.
 *
 * Run it after every change of dependencies: `node scripts/complete-lock.ts`. With `--check` it only says what
 * is missing, and ends with 1 if anything is.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface LockEntry {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}
interface Lock {
  packages: Record<string, LockEntry>;
}

const operatingSystems: Record<string, string> = {
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  mac: 'darwin',
  openharmony: 'openharmony',
  wasm32: 'none',
  win: 'win32',
  win32: 'win32',
};
const processors: Record<string, string> = {
  arm: 'arm',
  arm64: 'arm64',
  armv7l: 'arm',
  ia32: 'ia32',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  x64: 'x64',
};

/** Reads `…/binding-linux-arm64-musl` as linux, arm64, musl; undefined when the name says no platform. */
function platformOf(name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'> | undefined {
  const words = name.slice(name.indexOf('/') + 1).split('-');
  const os = words.map((word) => operatingSystems[word]).find((found) => found !== undefined);
  const cpu = words.map((word) => processors[word]).find((found) => found !== undefined);
  if (os === undefined || cpu === undefined) return undefined;
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : words.some((word) => word.startsWith('gnu'))
      ? ['glibc']
      : undefined;
  return { os: [os], cpu: [cpu], ...(libc ? { libc } : {}) };
}

/** Where npm would find `name` from the package at `path`, walking up as Node's resolution does. */
function isResolved(lock: Lock, path: string, name: string): boolean {
  for (let from = path; ;) {
    if (lock.packages[`${from ? `${from}/` : ''}node_modules/${name}`]) return true;
    if (from === '') return false;
    from = from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1));
  }
}

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8')) as Lock;
const added: string[] = [];
for (const [path, parent] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    if (isResolved(lock, path, name)) continue;
    const platform = platformOf(name);
    if (!platform || !/^\d+\.\d+\.\d+/.test(version)) {
      throw new Error(
        `${name}@${version} (wanted by ${path}) is missing and its platform or version is unclear.`,
      );
    }
    lock.packages[`node_modules/${name}`] = {
      version,
      ...platform,
      ...(parent.dev ? { dev: true } : {}),
      optional: true,
    };
    added.push(`${name}@${version}`);
  }
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).toSorted(([a], [b]) => a.localeCompare(b, 'en')),
);
if (added.length === 0) {
  console.log('Nothing is missing.');
} else if (process.argv.includes('--check')) {
  console.error(
    `Missing from package-lock.json:\n  ${added.join('\n  ')}\nRun "node scripts/complete-lock.ts".`,
  );
  process.exitCode = 1;
} else {
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`Added ${added.length}:\n  ${added.join('\n  ')}`);
}

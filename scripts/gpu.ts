/**
 * Puts the engine's binaries for a graphics card into `node_modules`: `npm run gpu vulkan` or `npm run gpu cuda`.
 *
 * The repository's `overrides` replace these packages by an empty one, since they weigh several hundred
 * megabytes that most machines have no use for. npm refuses to install what an override replaces, so this
 * fetches the packages with `npm pack` (which checks what it fetched) and unpacks them where the engine looks.
 * A clean install takes them away again. See docs/guide/gpu.md.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packagesFor: Record<string, Record<string, string[]>> = {
  'linux-x64': { vulkan: ['linux-x64-vulkan'], cuda: ['linux-x64-cuda', 'linux-x64-cuda-ext'] },
  'win32-x64': { vulkan: ['win-x64-vulkan'], cuda: ['win-x64-cuda', 'win-x64-cuda-ext'] },
};

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const kind = process.argv[2] ?? '';
const machine = `${process.platform}-${process.arch}`;
const packages = packagesFor[machine]?.[kind];

/** npm's one way to run from inside an npm script on every system. */
function npm(...parameters: string[]): string {
  return execFileSync('npm', parameters, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  });
}

function install(name: string, version: string): void {
  const scope = join(modules, '@node-llama-cpp');
  const target = join(scope, name);
  // Beside the target, so that the last step is a rename: broken off earlier, the empty package is still there.
  const staging = mkdtempSync(join(scope, '.gpu-'));
  const download = mkdtempSync(join(tmpdir(), 'commonhold-gpu-'));
  try {
    const said = npm('pack', `@node-llama-cpp/${name}@${version}`, '--json', '--pack-destination', download);
    const [packed] = JSON.parse(said) as Array<{ filename: string; integrity: string }>;
    if (packed === undefined) throw new Error(`npm said nothing about ${name}.`);
    const file = join(download, packed.filename.replace('@node-llama-cpp/', 'node-llama-cpp-'));
    const digest = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
    if (digest !== packed.integrity) throw new Error(`${name} is not what npm announced (${digest}).`);
    execFileSync('tar', ['-xzf', file, '--strip-components=1', '-C', staging]);
    rmSync(target, { recursive: true, force: true });
    renameSync(staging, target);
    console.log(`@node-llama-cpp/${name} ${version}  ${digest}`);
  } finally {
    rmSync(staging, { recursive: true, force: true });
    rmSync(download, { recursive: true, force: true });
  }
}

if (packages === undefined) {
  const kinds = Object.keys(packagesFor[machine] ?? {});
  console.error(
    kinds.length === 0
      ? `There are no separate binaries for ${machine}. On a Mac the ordinary installation uses Metal.`
      : `Say which: npm run gpu ${kinds.join(', or npm run gpu ')}.`,
  );
  process.exitCode = 2;
} else {
  const manifest = join(modules, 'node-llama-cpp', 'package.json');
  if (!existsSync(manifest)) throw new Error('node-llama-cpp is not installed; "npm start" does that.');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  mkdirSync(join(modules, '@node-llama-cpp'), { recursive: true });
  for (const name of packages) install(name, version);
}

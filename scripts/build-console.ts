/**
 * Builds the console into packages/console/dist: `npm run build:console`. `npm start` and `npm test` call it too.
 *
 * A stamp holds the digest of everything that goes into the build, so a second run reads some files and ends. The
 * build is made in a folder of its own and takes the old one's place when it is whole, so that a node that starts
 * meanwhile finds one or the other. Texts are also left compressed, because compressing well takes longer than a
 * request should.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'packages', 'console');
const target = join(folder, 'dist');
const stampFile = join(target, '.stamp');

/** What the first page may weigh on a line, in scripts, compressed by gzip as a proxy without brotli would. */
const firstPageBytesMax = 350 * 1024;

/** What decides the build: the console's own files, what it takes from beside it, and the versions of libraries. */
const inputs = [
  'package-lock.json',
  'ARCHITECTURE.md',
  'docs/reference/errors.md',
  'scripts/build-console.ts',
  'packages/console/{index.html,vite.config.ts,package.json}',
  'packages/console/{src,public,receipt-page}/**/*',
  'packages/{record,tlog}/src/**/*.ts',
];

function fingerprint(): string {
  const hash = createHash('sha256');
  for (const file of globSync(inputs, { cwd: root }).toSorted()) {
    const path = join(root, file);
    if (statSync(path).isFile()) hash.update(`${file}\0`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

function vite(...parameters: string[]): void {
  const program = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'vite.cmd' : 'vite');
  const result = spawnSync(program, ['build', '--logLevel', 'warn', ...parameters], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) throw new Error('The console could not be built; vite says why above.');
}

function compress(into: string): void {
  for (const file of globSync('**/*.{js,css,html,svg,json,txt}', { cwd: into })) {
    if (file === 'index.html') continue; // Every answer of it is different.
    const path = join(into, file);
    const bytes = readFileSync(path);
    const parameters = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: parameters }));
    // Browsers take brotli only over TLS and from their own machine; a phone in the house without TLS takes this.
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}

/** Scripts that the page names itself; what is loaded later is not waited for. */
function firstPageBytes(into: string): number {
  const page = readFileSync(join(into, 'index.html'), 'utf8');
  const scripts = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1] ?? '');
  return scripts.reduce((sum, file) => sum + gzipSync(readFileSync(join(into, file))).length, 0);
}

const wanted = fingerprint();
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== wanted) {
  const fresh = join(folder, `dist-${process.pid}`);
  const old = `${fresh}-old`;
  try {
    mkdirSync(fresh, { recursive: true });
    vite('--outDir', fresh);
    if (existsSync(join(folder, 'receipt-page', 'vite.config.ts'))) {
      vite('--config', 'receipt-page/vite.config.ts', '--outDir', fresh, '--emptyOutDir', 'false');
    }
    const bytes = firstPageBytes(fresh);
    if (bytes > firstPageBytesMax) {
      throw new Error(`The first page has ${bytes} bytes of compressed scripts, over ${firstPageBytesMax}.`);
    }
    compress(fresh);
    writeFileSync(join(fresh, '.stamp'), wanted);
    // A crash between these two leaves no build, and the next run makes one.
    if (existsSync(target)) renameSync(target, old);
    renameSync(fresh, target);
    console.log(
      `The console is built; its first page has ${Math.ceil(bytes / 1024)} KB of compressed scripts.`,
    );
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

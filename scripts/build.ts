/**
 * Makes the packages that others install: `build/<package>/` with JavaScript and declarations.
 *
 * A clone needs none of this, Node runs its TypeScript. It refuses to do so below `node_modules`, so what is
 * published must be JavaScript: tsc emits it, data files are copied, and package.json is rewritten to point at
 * `dist`. `npm pack ./build/<package>` then makes the tarball.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
  [field: string]: unknown;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const packages = ['tlog', 'record', 'commonhold'];

/** Folders of tests' material, and what tsc emits by itself. */
const notCopied = /(^|\/)(fixtures|testdata|testing)\/|\.tsx?$|\.md$/;

/** A file that is started by its address (a worker, a child process) is no import, so tsc does not rename it. */
const startedByAddress = /(new URL\(\s*['"]\.{1,2}\/[^'"]+)\.ts(['"])/g;
const leftOver = /(['"])(\.{0,2}\/?[\w./-]+\.ts)\1/g;

function compile(): void {
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const result = spawnSync(tsc, ['--build', 'packages/commonhold/tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (result.status !== 0) throw new Error('tsc could not compile the packages; it says why above.');
}

function copyDataFiles(from: string, to: string): void {
  for (const file of globSync('**/*.*', { cwd: from })) {
    if (notCopied.test(file)) continue;
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(from, file), join(to, file));
  }
}

function renameAddresses(dist: string): void {
  for (const file of globSync('**/*.js', { cwd: dist })) {
    const path = join(dist, file);
    const source = readFileSync(path, 'utf8');
    const renamed = source.replace(startedByAddress, '$1.js$2');
    const code = renamed.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    const forgotten = [...code.matchAll(leftOver)].map((match) => match[2]);
    if (forgotten.length > 0) {
      throw new Error(
        `${path} still names ${forgotten.join(', ')}, which the package does not hold. ` +
          "Write new URL('./file.ts', import.meta.url), which the build knows how to rename.",
      );
    }
    for (const [, address] of renamed.matchAll(
      /new URL\(\s*['"](\.{1,2}\/[^'"]+\.js)['"],\s*import\.meta\.url/g,
    )) {
      if (address !== undefined && !existsSync(join(dirname(path), address))) {
        throw new Error(`${path} starts ${address}, which was not built.`);
      }
    }
    if (renamed !== source) writeFileSync(path, renamed);
  }
}

/** The console is built files and nothing else: whoever installs it needs none of what made them. */
function packConsole(): void {
  const from = join(root, 'packages', 'console');
  const to = join(root, 'build', 'console');
  const result = spawnSync(process.execPath, [join(root, 'scripts', 'build-console.ts')], {
    stdio: 'inherit',
  });
  if (result.status !== 0) throw new Error('The console could not be built; it says why above.');
  cpSync(join(from, 'dist'), join(to, 'dist'), { recursive: true });
  cpSync(join(root, 'LICENSE'), join(to, 'LICENSE'));
  const { dependencies: _built, ...manifest } = JSON.parse(
    readFileSync(join(from, 'package.json'), 'utf8'),
  ) as Manifest;
  writeFileSync(join(to, 'package.json'), `${JSON.stringify({ ...manifest, files: ['dist'] }, null, 2)}\n`);
  console.log('build/console');
}

function publishedManifest(source: Manifest): Manifest {
  const { imports, exports, dependencies = {}, scripts: _scripts, devDependencies: _tools, ...rest } = source;
  const pinned = Object.entries(dependencies).map(([name, version]) => [
    name,
    name.startsWith('@commonhold/') ? source.version : version,
  ]);
  return {
    ...rest,
    // A program exports no code; what it names in a clone are types for the console's build.
    ...(exports === undefined || rest.bin !== undefined
      ? {}
      : { exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } } }),
    ...(imports === undefined ? {} : { imports: { '#*': './dist/*/index.js' } }),
    files: rest.bin === undefined ? ['dist'] : ['dist', 'bin', 'examples'],
    dependencies: Object.fromEntries(pinned) as Record<string, string>,
  };
}

rmSync(join(root, 'build'), { recursive: true, force: true });
compile();
packConsole();
const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest).version;
for (const name of packages) {
  const from = join(root, 'packages', name);
  const to = join(root, 'build', name);
  const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as Manifest;
  if (manifest.version !== version)
    throw new Error(`${name} has version ${manifest.version}, not ${version}.`);
  copyDataFiles(join(from, 'src'), join(to, 'dist'));
  renameAddresses(join(to, 'dist'));
  if (existsSync(join(from, 'bin'))) cpSync(join(from, 'bin'), join(to, 'bin'), { recursive: true });
  // Starter sets of rules, which a command copies into home folders, and detectors to begin with.
  if (name === 'commonhold') {
    cpSync(join(root, 'examples'), join(to, 'examples'), { recursive: true });
  }
  for (const page of ['LICENSE', 'README.md']) {
    const found = [join(from, page), join(root, page)].find((path) => existsSync(path));
    if (found !== undefined) cpSync(found, join(to, page));
  }
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`);
  console.log(`build/${name}`);
}

/**
 * Makes a clone ready to run: `npm start` and `npm test` call this first.
 *
 * It runs on the machine's own Node (20 or newer) with nothing installed, so it is plain JavaScript and imports
 * nothing but Node. It runs `npm ci` once, which brings the Node that everything else runs on, and leaves a
 * stamp in `node_modules`. While the stamp fits what the repository asks for, later runs read a few small files
 * and end.
 *
 *   node scripts/setup.mjs                 install what is missing
 *   node scripts/setup.mjs --development   the same, and the tools for tests even if NODE_ENV is "production"
 *   node scripts/setup.mjs --with-model    afterwards also fetch the model that the tests use
 *   node scripts/setup.mjs --installed     npm itself has just installed; only leave the stamp (`postinstall`)
 */
import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** An install on a slow line takes minutes; beyond half an hour the other run is stuck, not slow. */
const LOCK_WAIT_MS = 30 * 60_000;
const LOCK_POLL_MS = 250;

const root = resolve(fileURLToPath(new URL('..', import.meta.url)));
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.commonhold-stamp');
const lockFile = join(root, '.cache', 'setup.lock');
const nodeAside = join(root, '.cache', process.platform === 'win32' ? 'setup-node.exe' : 'setup-node');
const options = new Set(process.argv.slice(2));

/** Everything that decides what belongs into `node_modules`. */
function fingerprint() {
  const manifest = readFileSync(join(root, 'package.json'));
  const { workspaces } = JSON.parse(manifest.toString());
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\0`);
  for (const file of ['package-lock.json', '.npmrc', ...workspaces.map((path) => `${path}/package.json`)]) {
    hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.update(manifest).digest('hex');
}

/** What to install: npm leaves the tools out when told so, or when NODE_ENV is "production", and so do we. */
function wantsDevelopment() {
  if (options.has('--development')) return true;
  if ((process.env.npm_config_omit ?? '').split(/\s+/).includes('dev')) return false;
  return process.env.NODE_ENV !== 'production' || process.env.npm_config_include === 'dev';
}

/** The pinned Node, as npm links it; absent when an install broke off or install scripts are switched off. */
function hasPinnedNode() {
  const folder = join(modules, 'node', 'bin');
  return existsSync(join(folder, process.platform === 'win32' ? 'node.exe' : 'node'));
}

/** An installation with the tools for tests serves for starting, and one without them too; tests need them. */
function isInstalled(wanted) {
  let stamp;
  try {
    stamp = readFileSync(stampFile, 'utf8');
  } catch {
    return false; // Never installed, or an install that broke off: the stamp is written last.
  }
  const [installed, kind] = stamp.trim().split(' ');
  return installed === wanted && (kind === 'development' || !options.has('--development')) && hasPinnedNode();
}

function leaveStamp(wanted, development) {
  writeFileSync(stampFile, `${wanted} ${development ? 'development' : 'production'}\n`);
}

/** True when the process that holds the lock is still there. */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Two installs into one folder would destroy each other's work, so the second waits for the first.
 * The lock lies outside `node_modules`, which `npm ci` deletes. A lock whose process is gone is taken away by
 * renaming it: of several that try, one succeeds, and what was renamed is looked at once more before it goes.
 */
async function withLock(work) {
  mkdirSync(dirname(lockFile), { recursive: true });
  const deadline = Date.now() + LOCK_WAIT_MS;
  for (let told = false; ;) {
    try {
      writeFileSync(lockFile, `${process.pid}\n`, { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = readHolder(lockFile);
    if (holder !== undefined && !isAlive(holder)) {
      removeStaleLock(holder);
      continue;
    }
    if (Date.now() > deadline) {
      fail(
        `Another set-up (process ${holder}) has not finished in 30 minutes. End it, then run the command again.`,
      );
    }
    if (!told) console.error('Another set-up is installing here; waiting for it.');
    told = true;
    await new Promise((wake) => setTimeout(wake, LOCK_POLL_MS));
  }
  process.on('exit', () => rmSync(lockFile, { force: true })); // A kill leaves the lock; see isAlive.
  await work();
}

function readHolder(file) {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isInteger(pid) ? pid : undefined; // Created a moment ago and not yet written: look again.
  } catch {
    return undefined; // Released between our attempt and this look.
  }
}

function removeStaleLock(holder) {
  const aside = `${lockFile}.${process.pid}`;
  try {
    renameSync(lockFile, aside);
    if (readHolder(aside) !== holder) linkSync(aside, lockFile); // Somebody's fresh lock: put it back.
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error; // Another waiter was quicker.
  }
  rmSync(aside, { force: true });
}

function fail(sentence) {
  console.error(`\n${sentence}`);
  process.exit(1);
}

/**
 * The environment for the inner npm. The outer npm describes its own run in it (script, package, workspace),
 * which the inner one would take for its orders; and it puts `node_modules/.bin` first in PATH, where the very
 * Node lies that the install is about to replace.
 */
function innerEnvironment(nodeFolder) {
  const environment = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (/^npm_(lifecycle|package)_|^npm_(command|execpath|node_execpath)$|^INIT_CWD$/i.test(name)) continue;
    if (/^npm_config_(workspaces?|include_workspace_root|local_prefix|global|omit|include)$/i.test(name))
      continue;
    environment[name] = value;
  }
  const paths = (process.env.PATH ?? '').split(delimiter);
  const outside = paths.filter(
    (path) => !resolve(path).startsWith(modules + sep) && !path.includes('node-gyp-bin'),
  );
  environment.PATH = [...outside, nodeFolder].join(delimiter);
  // The engine's binaries come as packages. Its install script would only look for more, or compile for minutes.
  environment.NODE_LLAMA_CPP_SKIP_DOWNLOAD = 'true';
  return environment;
}

/**
 * The Node that runs npm: the one that npm itself was started with. Where that is the pinned one, `npm ci` deletes it, and
 * what npm has to do afterwards would find none; so a second name of it stays beside, outside `node_modules`.
 */
function nodeForNpm() {
  const node = process.env.npm_node_execpath ?? process.execPath;
  if (!resolve(node).startsWith(modules + sep)) return node;
  if (existsSync(node)) {
    rmSync(nodeAside, { force: true });
    linkSync(node, nodeAside);
    process.on('exit', () => rmSync(nodeAside, { force: true }));
  }
  return nodeAside;
}

/** Runs npm, and returns whether it succeeded. */
async function npm(...parameters) {
  const { spawnSync } = await import('node:child_process');
  const script = process.env.npm_execpath ?? '';
  const node = nodeForNpm();
  const environment = innerEnvironment(dirname(node));
  const settings = { cwd: root, env: environment, stdio: 'inherit' };
  const result = /npm-cli\.c?js$/.test(script)
    ? spawnSync(node, [script, ...parameters], settings)
    : spawnSync('npm', parameters, { ...settings, shell: process.platform === 'win32' });
  if (result.error)
    fail(`npm could not be started (${result.error.message}). It comes with Node.js; install both.`);
  return result.status === 0;
}

async function install(wanted, development) {
  rmSync(stampFile, { force: true });
  console.error(
    `Installing what Commonhold needs${development ? '' : ' (without the tools for tests)'}: ` +
      'some 100 MB to fetch, once; a minute or two.',
  );
  // Only errors: the machine's Node is older than the one being installed, and npm warns about that at length.
  const quiet = ['--loglevel=error', '--no-audit', '--no-fund'];
  // No dependency runs a script while it is installed, whatever the npm: allowScripts is known to npm 11 only.
  if (!(await npm('ci', development ? '--include=dev' : '--omit=dev', '--ignore-scripts', ...quiet))) {
    fail(
      'The installation did not finish; npm says why above. The next "npm start" or "npm test" begins it again.\n' +
        'Without a network connection it can only work if npm has all packages in its cache.',
    );
  }
  // Except the one that is needed: it places the Node binary.
  if (
    !hasPinnedNode() &&
    !((await npm('rebuild', 'node', '--ignore-scripts=false', ...quiet)) && hasPinnedNode())
  ) {
    fail('The packages are installed, but not the Node binary in them; run "npm rebuild node" to see why.');
  }
  leaveStamp(wanted, development);
}

/** Runs one of our scripts by the pinned Node; false when it failed and said why. */
async function run(script) {
  const { spawnSync } = await import('node:child_process');
  const node = join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  const result = spawnSync(node, [join(root, 'scripts', script)], {
    cwd: root,
    stdio: ['inherit', 2, 2],
    shell: process.platform === 'win32',
  });
  return result.status === 0;
}

/** Ends at once when nothing changed. */
async function buildConsole() {
  if (!(await run('build-console.ts'))) fail('The console could not be built; the lines above say why.');
}

async function fetchTestModel() {
  if (!(await run('pull-test-model.ts'))) {
    fail('The model that the tests use could not be fetched; the lines above say why.');
  }
}

const wanted = fingerprint();
const development = wantsDevelopment();
if (options.has('--installed')) {
  leaveStamp(wanted, development);
} else {
  await withLock(async () => {
    if (!isInstalled(wanted)) await install(wanted, development);
    await buildConsole();
  });
  if (options.has('--with-model')) await fetchTestModel();
}

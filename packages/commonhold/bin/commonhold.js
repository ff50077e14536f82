#!/usr/bin/env node
/**
 * The command `commonhold`. It may be started by an older Node than the one that Commonhold runs on: then it
 * hands over to the pinned Node that was installed beside it, with the same terminal, signals and exit code.
 * Plain JavaScript without dependencies, so that the older Node can read it.
 */
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR = 26;

/** The binary of the npm package `node`, if it is installed where this package can see it. */
function findPinnedNode() {
  const require = createRequire(import.meta.url);
  try {
    const manifest = require.resolve('node/package.json');
    const binary = join(dirname(manifest), require(manifest).bin.node);
    return existsSync(binary) ? binary : undefined;
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Runs the same command line with another Node and ends as that one ended. */
async function handOver(node) {
  const { spawn } = await import('node:child_process');
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  // Ctrl-C at a terminal reaches the child by itself, for it is in the same foreground group; sent on, it would
  // arrive twice and be taken for impatience. Everything else is sent to this process alone.
  const atTerminal = process.stdin.isTTY;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !atTerminal) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(`${node} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR) {
  // Compiled code is kept beside the package and not in the shared temporary folder, where others could plant theirs.
  // From the second start on, types need not be stripped again: half the start-up time and a quarter of the memory.
  const compiled = fileURLToPath(new URL('../.cache/compile', import.meta.url));
  process.env.NODE_COMPILE_CACHE ??= compiled;
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  // The packed package holds JavaScript, because Node runs no TypeScript below node_modules; a clone holds the
  // sources.
  const built = new URL('../dist/cli/main.js', import.meta.url);
  const { main } = await import(
    existsSync(fileURLToPath(built)) ? built.href : new URL('../src/cli/main.ts', import.meta.url).href
  );
  process.exitCode = await main(process.argv.slice(2));
} else {
  const node = findPinnedNode();
  if (node === undefined) {
    console.error(
      `Commonhold runs on Node ${NODE_MAJOR} or newer; this is ${process.versions.node}.\n` +
        'In a clone of the repository "npm start" installs it; elsewhere "npm install node@26" beside commonhold does.',
    );
    process.exit(1);
  }
  await handOver(node);
}

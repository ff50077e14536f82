import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { outboundPurposes } from '../packages/commonhold/src/base/index.ts';
import { importsOf } from './tidy/layers.ts';
import { isTest, readTree, withoutComments } from './tidy/tree.ts';

/**
 * SECURITY.md lists every connection that the node makes. This holds the list against the sources: who has a client for
 * connections at all, who starts programs, and which purposes are in use.
 */
const root = 'packages/commonhold/src/';
const tree = readTree(join(import.meta.dirname, '..'));
const sources = [...tree].filter(([path]) => path.startsWith(root) && path.endsWith('.ts') && !isTest(path));
const page = tree.get('SECURITY.md') ?? '';
const list = page.slice(
  page.indexOf('<!-- The list of connections'),
  page.indexOf('<!-- End of the list. -->'),
);

/** Sources, below the package's `src`, whose imports or code fit. */
function sourcesWith(fits: (code: string, imports: readonly string[]) => boolean): string[] {
  return sources
    .filter(([, code]) =>
      fits(
        withoutComments(code),
        importsOf(code).map(({ specifier }) => specifier),
      ),
    )
    .map(([path]) => path.slice(root.length));
}

describe('the list of connections in SECURITY.md', () => {
  test('names every source that has a client for connections', () => {
    const withClient = sourcesWith((_, imports) => imports.includes('undici'));
    const named = [...list.matchAll(/`((?:base|providers|doctor|cli)\/[\w/-]+\.ts)`/g)].map(
      ([, path]) => path,
    );
    expect(new Set(named)).toEqual(new Set(withClient));
  });

  test('is not gone around by other ways to open a connection', () => {
    const modules = [
      'node:https',
      'node:http2',
      'node:net',
      'node:tls',
      'node:dgram',
      'node:dns',
      'node:dns/promises',
    ];
    // Telling an address from other text opens nothing; anything else of that module does.
    const onlyReads = /import (?!type)\{(?: *isIP(?:v[46])?,?)+ *\} from 'node:net'/;
    expect(
      sourcesWith((code, imports) =>
        imports.some((name) => modules.includes(name) && !(name === 'node:net' && onlyReads.test(code))),
      ),
    ).toEqual([]);
    expect(sourcesWith((code) => /(?<![.\w])(?:fetch|WebSocket|EventSource)\(/.test(code))).toEqual([]);
    const fromHttp = /import (?!type)\{([^}]*)\} from 'node:http'/g;
    const taken = sources.flatMap(([, code]) =>
      [...code.matchAll(fromHttp)].map(([, names]) => names?.trim()),
    );
    expect(new Set(taken)).toEqual(new Set(['createServer']));
  });

  test('knows every source that starts a program', () => {
    const starting = sourcesWith((_, imports) => imports.includes('node:child_process'));
    // The first runs pip, which the list names; the second is the engine, whose process opens no connection; the third is
    // the text of a plugin, which opencode runs, and its program is the command line's own hook.
    expect(new Set(starting)).toEqual(
      new Set([
        'models/run-command.ts',
        'providers/llama/engine-process.ts',
        'apps/hooks/opencode-plugin.ts',
      ]),
    );
  });

  test('has the purposes in use as rows, and says of the others that nothing uses them', () => {
    for (const purpose of Object.keys(outboundPurposes)) {
      const used = sourcesWith((code) => code.includes(`purpose: '${purpose}'`)).length > 0;
      expect(list.includes(`| \`${purpose}\` |`), purpose).toBe(used);
      expect(page).toContain(`\`${purpose}\``);
    }
  });
});

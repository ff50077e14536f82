import { stat } from 'node:fs/promises';
import { basename, isAbsolute, relative, resolve, sep } from 'node:path';
import { CommonholdError, describe } from '#base';
import { readPolicyFiles } from '#config';
import { homePaths } from '#home';
import type { PolicyFilesView, TryGroup, TryLine, TryResult } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { readGivenFile } from '../terminal/given-file.ts';
import { stopOnInterrupt } from '../terminal/interrupt.ts';
import { type NodeClient, NodeRefusal, withNode } from '../node/node-client.ts';
import { print, printJson, type Terminal } from '../terminal/terminal.ts';
import { triedText } from './tried-text.ts';

export interface TryOptions {
  readonly path: string;
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly mode: 'enforce' | 'observe' | undefined;
  readonly failOn: TryGroup | undefined;
  readonly json: boolean;
}

/** As `policies/` allows for one file. */
const fileBytesMax = 1024 * 1024;

/** `commonhold policy try`: what calls of the past would have met under other rules. Sends nothing and changes nothing. */
export const tryCommand: Action<TryOptions> = async (terminal, options) =>
  withNode(terminal, async (node) => {
    const files = await filesOf(terminal, node, options.path);
    const { since, until, mode } = options;
    const body = { files, since, until, mode };
    const result = await tried(terminal, node, body, stopOnInterrupt());
    if (options.json) printJson(terminal, result);
    else print(terminal, triedText(terminal, result));
    const fails = options.failOn !== undefined && result.groups[options.failOn].decisions > 0;
    return fails ? exitCodes.no : exitCodes.done;
  });

interface NamedText {
  readonly file: string;
  readonly text: string;
}

/** A folder is the whole set; a file joins those of the node or takes the place of the one that has its name. */
async function filesOf(terminal: Terminal, node: NodeClient, path: string): Promise<readonly NamedText[]> {
  const place = resolve(path);
  if (await isFolder(place)) {
    const files = await readPolicyFiles(place);
    if (files.length === 0) {
      throw new CommonholdError('policies_invalid', { folder: path, detail: 'it holds no files of rules' });
    }
    return files.map(({ name, text }) => ({ file: name, text }));
  }
  const file = nameOf(place, homePaths(terminal.environment).policies);
  const text = textOf(await readGivenFile(place, fileBytesMax), path);
  const { files } = await node.get<PolicyFilesView>('/api/policy/files');
  const others = files.filter(({ name }) => name !== file);
  return [...others.map((other) => ({ file: other.name, text: other.text })), { file, text }];
}

async function isFolder(place: string): Promise<boolean> {
  try {
    return (await stat(place)).isDirectory();
  } catch (thrown) {
    throw new CommonholdError(
      'file_unreadable',
      { file: place, detail: describe(thrown) },
      { cause: thrown },
    );
  }
}

/** Of a file in `policies/` its place there, such as `floor/mine.cedar`; of any other its name alone. */
function nameOf(place: string, policies: string): string {
  const below = relative(policies, place);
  const isOutside = below === '' || below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below);
  return isOutside ? basename(place) : below.replaceAll(sep, '/');
}

function textOf(bytes: Uint8Array, file: string): string {
  if (bytes.byteLength > fileBytesMax) {
    throw new CommonholdError('file_unreadable', { file, detail: `it is larger than ${fileBytesMax} bytes` });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (thrown) {
    throw new CommonholdError('file_unreadable', { file, detail: 'it is not UTF-8' }, { cause: thrown });
  }
}

async function tried(
  terminal: Terminal,
  node: NodeClient,
  body: object,
  signal: AbortSignal,
): Promise<TryResult> {
  const answer = await node.stream('/api/policy/try', body, signal);
  const atTerminal = terminal.errors.isTTY === true;
  const clear = (): void => void (atTerminal && terminal.errors.write('\r\u001b[K'));
  let rest = '';
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    const lines = `${rest}${chunk.toString('utf8')}`.split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      const line = JSON.parse(text) as TryLine;
      switch (line.type) {
        case 'progress':
          clear();
          if (atTerminal) terminal.errors.write(`${line.seen} of ${line.of} calls`);
          break;
        case 'result':
          clear();
          return line;
        case 'failed':
          clear();
          throw new NodeRefusal(line.error.code, line.error.message);
      }
    }
  }
  throw new CommonholdError('node_stopping');
}

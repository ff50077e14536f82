import { open } from 'node:fs/promises';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { CommonholdError, describe, hasCode } from '#base';
import { type Configuration, configuration } from './configuration.ts';

/** A file of people's making is small; a larger one is a mistake. */
const configurationBytesMax = 4 * 1024 * 1024;

/** Aliases (`*name`) that one file may expand to; a short file can otherwise stand for gigabytes. */
const aliasesMax = 100;

/** Reads commonhold.yaml. A file that is not there is an empty one. Throws `config_invalid` and names the place. */
export async function loadConfiguration(file: string): Promise<Configuration> {
  return parseConfiguration((await readConfigurationText(file)) ?? '', file);
}

/** What stands in the file; undefined when there is none. Throws `config_invalid`. */
export async function readConfigurationText(file: string): Promise<string | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readBounded(file);
  } catch (thrown) {
    if (thrown instanceof CommonholdError) throw thrown;
    if (hasCode(thrown, 'ENOENT')) return undefined;
    throw new CommonholdError('config_invalid', { file, detail: describe(thrown) }, { cause: thrown });
  }
  return textOf(bytes, file);
}

async function readBounded(file: string): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const stat = await handle.stat();
    // A pipe or a device would be waited for, or read without end.
    if (!stat.isFile()) throw new CommonholdError('config_invalid', { file, detail: 'it is not a file' });
    if (stat.size > configurationBytesMax) {
      const detail = `it is larger than ${configurationBytesMax} bytes`;
      throw new CommonholdError('config_invalid', { file, detail });
    }
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function textOf(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CommonholdError('config_invalid', { file, detail: 'it is not UTF-8' }, { cause });
  }
}

export function parseConfiguration(text: string, file: string): Configuration {
  return parseYaml(text, file, configuration);
}

/** A file of people's making, held against what it may say. Throws `config_invalid` and names each line that is wrong. */
export function parseYaml<Value>(text: string, file: string, schema: z.ZodType<Value>): Value {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { uniqueKeys: true, prettyErrors: true, lineCounter });
  // A warning tells of a value that would be taken otherwise than it is written, such as one with an unknown tag.
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) throw new CommonholdError('config_invalid', { file, detail: firstLine(problem.message) });
  const parsed = schema.safeParse(valueOf(document, file) ?? {});
  if (!parsed.success) {
    throw new CommonholdError('config_invalid', {
      file,
      detail: parsed.error.issues
        .map((issue) => `${issueText(issue)}${lineText(document, lineCounter, issue)}`)
        .join('; '),
    });
  }
  return parsed.data;
}

/** Throws for aliases that lead nowhere or expand to too much. */
function valueOf(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: aliasesMax });
  } catch (cause) {
    throw new CommonholdError('config_invalid', { file, detail: describe(cause) }, { cause });
  }
}

/** The parser shows the place below its message; the message names line and column already. */
function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? message).replace(/:$/, '');
}

function issueText(issue: z.core.$ZodIssue): string {
  const place = issue.path.length > 0 ? `${issue.path.map(String).join('.')}: ` : '';
  // Of a name that does not fit, the reason is one level down.
  const message =
    issue.code === 'invalid_key' ? issue.issues.map((inner) => inner.message).join(', ') : issue.message;
  return place + message;
}

/** Where the file says it: the line of the value, of an unknown field's name, or of what should have held a missing one. */
function lineText(document: Document, lines: LineCounter, issue: z.core.$ZodIssue): string {
  const offset = offsetOf(document, issue);
  return offset === undefined ? '' : ` (line ${lines.linePos(offset).line})`;
}

function offsetOf(document: Document, issue: z.core.$ZodIssue): number | undefined {
  for (let depth = issue.path.length; depth > 0; depth--) {
    const path = issue.path.slice(0, depth);
    const found = document.getIn(path, true);
    if (!isNode(found)) continue;
    if (depth === issue.path.length && issue.code === 'unrecognized_keys') {
      return keyOffset(found, issue.keys[0]) ?? found.range?.[0];
    }
    return keyOffset(document.getIn(path.slice(0, -1), true), path.at(-1)) ?? found.range?.[0];
  }
  return issue.code === 'unrecognized_keys' ? keyOffset(document.contents, issue.keys[0]) : undefined;
}

/** Where the name of a field stands; a value of several lines begins below it. */
function keyOffset(holder: unknown, key: unknown): number | undefined {
  if (!isMap(holder)) return undefined;
  const pair = holder.items.find(({ key: name }) => isScalar(name) && String(name.value) === String(key));
  return pair !== undefined && isScalar(pair.key) ? pair.key.range?.[0] : undefined;
}

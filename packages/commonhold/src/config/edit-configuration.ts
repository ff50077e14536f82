/**
 * Changes of commonhold.yaml by commands. The file stays a file of people: comments, order and the style of what is
 * there are kept. What a reader of the file would not expect is refused, with nothing written.
 */
import { access, constants, realpath, stat } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { type Document, isAlias, isCollection, isScalar, isSeq, parseDocument } from 'yaml';
import { CommonholdError, describe, hasCode, type Json, Turns, writeFileDurably } from '#base';
import type { Configuration } from './configuration.ts';
import { cutLines } from './cut-lines.ts';
import { parseConfiguration, readConfigurationText } from './load.ts';

/** One change. `path` leads to a list, of which one that is not there is an empty one, or to the value that is set. */
export type ConfigurationEdit =
  | { readonly type: 'append'; readonly path: readonly string[]; readonly item: Json }
  /** `at` counts from 0, in the list as the edits before this one left it. */
  | { readonly type: 'remove'; readonly path: readonly string[]; readonly at: number }
  | { readonly type: 'set'; readonly path: readonly string[]; readonly value: string | number }
  /** Takes a field away, with what stands in it and the comment above it. */
  | { readonly type: 'unset'; readonly path: readonly string[] };

interface ConfigurationPreview {
  readonly before: string;
  readonly after: string;
  /** What the node would work by afterwards. */
  readonly configuration: Configuration;
}

/** What the file holds as plain values, before anything is checked or filled in. */
type Plain = Record<string, unknown>;

/** commonhold.yaml as commands change it, one change after the other. */
export class ConfigurationFile {
  readonly #file: string;
  readonly #edits = new Turns();

  constructor(file: string) {
    this.#file = file;
  }

  /**
   * `make` sees what the file says now and answers with the edits; no edits, no write. Says whether the file was
   * written. Throws `config_invalid` for a file that the node does not accept, and `config_not_changed` when it would not
   * accept the outcome or when the edits alone cannot be made. Whoever calls reloads the configuration afterwards; a
   * crash in between leaves the change to the next start, which reads the file.
   */
  edit(make: (current: Configuration) => readonly ConfigurationEdit[]): Promise<boolean> {
    // One after the other: two that read the same text would otherwise write one's change over the other's.
    return this.#edits.take(() => this.#edit(make));
  }

  /** What an edit would make of the file, with nothing written; for a person to look at. Throws as `edit` does. */
  async preview(
    make: (current: Configuration) => readonly ConfigurationEdit[],
  ): Promise<ConfigurationPreview> {
    const before = (await readConfigurationText(this.#file)) ?? '';
    const after = editedText(before, make(parseConfiguration(before, this.#file)), this.#file);
    return { before, after, configuration: this.#outcome(after) };
  }

  async #edit(make: (current: Configuration) => readonly ConfigurationEdit[]): Promise<boolean> {
    const before = await readConfigurationText(this.#file);
    const edits = make(parseConfiguration(before ?? '', this.#file));
    if (edits.length === 0) return false;
    const after = editedText(before ?? '', edits, this.#file);
    this.#outcome(after);
    await this.#write(before, after);
    return true;
  }

  /** The file is as it was and valid, so what is said of the outcome must not sound as if the file were at fault. */
  #outcome(after: string): Configuration {
    try {
      return parseConfiguration(after, this.#file);
    } catch (thrown) {
      if (!(thrown instanceof CommonholdError) || thrown.code !== 'config_invalid') throw thrown;
      throw this.#refusal(String(thrown.values['detail']), thrown);
    }
  }

  async #write(before: string | undefined, after: string): Promise<void> {
    try {
      const { path, mode } = await this.#target();
      // Between this look and the rename remain moments; an editor that saves in them loses to this change.
      if ((await readConfigurationText(this.#file)) !== before) {
        throw this.#refusal('somebody else changed it at the same moment; try again');
      }
      // A crash leaves the old file or the new one, never a part.
      await writeFileDurably(path, after, mode);
    } catch (thrown) {
      if (thrown instanceof CommonholdError) throw thrown;
      throw this.#refusal(describe(thrown), thrown);
    }
  }

  /** The file that is replaced, behind any link, and the mode that it keeps. */
  async #target(): Promise<{ readonly path: string; readonly mode: number | undefined }> {
    let path: string;
    try {
      path = await realpath(this.#file);
    } catch (thrown) {
      if (hasCode(thrown, 'ENOENT')) return { path: this.#file, mode: undefined };
      throw thrown;
    }
    // A replaced file is a new one, so what its owner meant by its mode must be asked for and kept.
    await access(path, constants.W_OK);
    const { uid, mode } = await stat(path);
    if (process.getuid !== undefined && uid !== process.getuid()) {
      throw this.#refusal('it belongs to another user of this machine, and a new file would not');
    }
    return { path, mode: mode & 0o777 };
  }

  #refusal(detail: string, cause?: unknown): CommonholdError {
    return new CommonholdError('config_not_changed', { file: this.#file, detail }, { cause });
  }
}

/** The text with the edits, which says what it said before and these edits, and nothing else. */
function editedText(text: string, edits: readonly ConfigurationEdit[], file: string): string {
  const written = edits.reduce((before, edit) => withEdit(before, edit, file), text);
  return text.includes('\r\n') ? written.replaceAll(/\r?\n/g, '\r\n') : written;
}

function withEdit(text: string, edit: ConfigurationEdit, file: string): string {
  const document = parseDocument(text);
  const place = edit.path.join('.');
  if (hasAlias(document, edit.path)) {
    const detail = `${place} is written as an alias (*name), and its anchor may mean other parts too`;
    throw new CommonholdError('config_not_changed', { file, detail });
  }
  const expected = plainOf(document);
  editPlain(expected, edit);
  // What only goes is cut out where it can be, so that not a byte of the rest changes.
  const path =
    edit.type === 'unset' ? edit.path : edit.type === 'remove' ? [...edit.path, edit.at] : undefined;
  const cut = path && cutLines(text, path);
  if (cut !== undefined && says(cut, expected)) return cut;
  editDocument(document, edit);
  // Long values stay on their line; folded ones would be hard to copy.
  const written = writtenAnew(document);
  // An anchor inside the list, or anything that this library writes otherwise than it was read, would show here.
  if (written === undefined || !says(written, expected)) {
    const detail = 'the change would reach other parts of it, through an anchor (&name)';
    throw new CommonholdError('config_not_changed', { file, detail });
  }
  return written;
}

/** Undefined where an alias is left without its anchor. */
function writtenAnew(document: Document): string | undefined {
  try {
    return document.toString({ lineWidth: 0 });
  } catch {
    return undefined;
  }
}

function says(text: string, expected: Plain): boolean {
  const document = parseDocument(text);
  try {
    return document.errors.length === 0 && isDeepStrictEqual(plainOf(document), expected);
  } catch {
    return false;
  }
}

/** By way of text, so that what an alias repeats is a copy and not the same object twice. A valid file has only JSON. */
function plainOf(document: Document): Plain {
  return (JSON.parse(JSON.stringify(document.toJS())) as Plain | null) ?? {};
}

function hasAlias(document: Document, path: readonly string[]): boolean {
  return path.some((_, depth) => isAlias(document.getIn(path.slice(0, depth + 1), true)));
}

function editDocument(document: Document, edit: ConfigurationEdit): void {
  if (edit.type === 'remove') {
    document.deleteIn([...edit.path, edit.at]);
    return;
  }
  if (edit.type === 'unset') {
    document.deleteIn(edit.path);
    return;
  }
  // What was written as {} or [] has no style of its own yet; lines are the easier ones to read and to compare.
  for (let depth = 0; depth <= edit.path.length; depth++) {
    const node = depth === 0 ? document.contents : document.getIn(edit.path.slice(0, depth), true);
    if (isCollection(node) && node.items.length === 0) node.flow = false;
  }
  if (edit.type === 'set') {
    // A scalar that is there keeps its comment.
    const node = document.getIn(edit.path, true);
    if (isScalar(node)) node.value = edit.value;
    else document.setIn(edit.path, edit.value);
    return;
  }
  if (!isSeq(document.getIn(edit.path, true))) {
    document.setIn(edit.path, document.createNode([]));
  }
  document.addIn(edit.path, document.createNode(edit.item));
}

/** The same change of plain values, to hold the text against. */
function editPlain(value: Plain, edit: ConfigurationEdit): void {
  if (edit.type === 'unset') {
    const inside = edit.path.slice(0, -1).reduce<unknown>((inner, name) => (inner as Plain)[name], value);
    delete (inside as Plain)[edit.path.at(-1) ?? ''];
    return;
  }
  if (edit.type === 'set') {
    const holder = edit.path
      .slice(0, -1)
      .reduce<Plain>((inner, name) => (inner[name] ??= {}) as Plain, value);
    holder[edit.path.at(-1) ?? ''] = edit.value;
    return;
  }
  const list = edit.path.reduce<unknown>((inner, name, depth) => {
    const holder = inner as Plain;
    return (holder[name] ??= depth === edit.path.length - 1 ? [] : {});
  }, value) as unknown[];
  if (edit.type === 'append') list.push(edit.item);
  else list.splice(edit.at, 1);
}

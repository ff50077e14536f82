import { rm } from 'node:fs/promises';
import { isJsonFile, takeOutOfJson } from '#apps';
import {
  type ConnectedFile,
  type FileState,
  readText,
  replaceFile,
  restore,
  stateOf,
} from './connections.ts';
import { takeOut } from './merge-lines.ts';

/** What `--undo` does with one file. */
export type UndoStep =
  | {
      readonly does: 'restore' | 'remove' | 'nothing';
      readonly file: ConnectedFile;
      readonly state: FileState;
    }
  /** Somebody has changed other lines since, and those stay. */
  | {
      readonly does: 'take-out';
      readonly file: ConnectedFile;
      readonly state: 'changed';
      readonly now: string;
      readonly text: string;
    }
  /** Nobody but a person knows what was meant. */
  | {
      readonly does: 'leave';
      readonly file: ConnectedFile;
      readonly state: 'changed';
      readonly before: string;
      readonly written: string | undefined;
    };

export async function planUndo(file: ConnectedFile): Promise<UndoStep> {
  const state = await stateOf(file);
  switch (state) {
    case 'as-written':
      return { does: file.before === null ? 'remove' : 'restore', file, state };
    case 'as-before':
    case 'gone':
      return { does: 'nothing', file, state };
    case 'changed':
      return planForChanged(file);
  }
}

/** A file that is no UTF-8 any more was made so by somebody else, and is left. */
async function planForChanged(file: ConnectedFile): Promise<UndoStep> {
  const before = textOf(file.before) ?? '';
  const written = textOf(file.written ?? null);
  const left: UndoStep = { does: 'leave', file, state: 'changed', before, written };
  const now = await readText(file.path).catch(() => undefined);
  if (written === undefined || now === undefined) return left;
  const text = withoutOurs(file.path, before, written, now);
  if (text === undefined) return left;
  return { does: 'take-out', file, state: 'changed', now, text };
}

export async function undoFile(step: UndoStep): Promise<void> {
  switch (step.does) {
    case 'restore':
    case 'remove':
      return restore(step.file);
    case 'take-out':
      // A file that was not there before, and of which nothing of anybody's is left, goes.
      if (step.file.before === null && /^\s*(?:\{\s*\})?\s*$/.test(step.text)) await rm(step.file.path);
      else await replaceFile(step.file.path, step.text);
      return;
    case 'nothing':
    case 'leave':
      return;
  }
}

function textOf(base64: string | null): string | undefined {
  return base64 === null ? undefined : Buffer.from(base64, 'base64').toString();
}

/** A key of TOML or of YAML belongs to what stands above it, so it cannot stay when that goes. */
function standAlone(path: string, lines: readonly string[]): boolean {
  const first = lines.find((line) => !/^\s*(?:#.*)?$/.test(line));
  if (first === undefined) return true;
  if (path.endsWith('.toml')) return /^\s*\[/.test(first);
  if (/\.ya?ml$/.test(path)) return /^\S|^\s*- /.test(first);
  return true;
}

/** By lines, because they leave every byte of others alone; where that cannot be, in JSON by its values. */
function withoutOurs(path: string, before: string, written: string, now: string): string | undefined {
  const text = takeOut(before, written, now, (lines) => standAlone(path, lines));
  if (!/\.jsonc?$/.test(path)) return text;
  if (text !== undefined && (text.trim() === '' || isJsonFile(text))) return text;
  return takeOutOfJson(before, written, now);
}

import type { PolicyFilesView, PolicyFileView } from 'commonhold/api';

/** Rules as somebody is editing them, and the files as they were when that began. */
export interface Draft {
  readonly base: Pick<PolicyFilesView, 'digest' | 'files'>;
  readonly files: readonly PolicyFileView[];
}

export function draftOf({ digest, files }: Draft['base']): Draft {
  return { base: { digest, files }, files };
}

/** The file with this text; one that is not there is added in its place by name. */
export function withText({ base, files }: Draft, name: string, text: string): Draft {
  const others = files.filter((file) => file.name !== name);
  return { base, files: byName([...others, { name, text }]) };
}

export function withoutFile({ base, files }: Draft, name: string): Draft {
  return { base, files: files.filter((file) => file.name !== name) };
}

/** What would change on disk, file by file; `before` is undefined for a new one, `after` for one that goes. */
export interface FileChange {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export function changesOf({ base, files }: Draft): readonly FileChange[] {
  const names = new Set([...base.files, ...files].map(({ name }) => name));
  return [...names]
    .toSorted()
    .map((name) => ({ name, before: textOf(base.files, name), after: textOf(files, name) }))
    .filter(({ before, after }) => before !== after);
}

export function textOf(files: readonly PolicyFileView[], name: string): string | undefined {
  return files.find((file) => file.name === name)?.text;
}

/** A file that both have changed, each in their own way. */
export interface Clash {
  readonly name: string;
  readonly theirs: string | undefined;
}

/**
 * The draft on top of what the files are by now: what only they changed is taken from them, what only the draft changed
 * stays, and of what both changed the draft's text stays and theirs is handed out beside it, so that nothing is lost.
 */
export function onTopOf(
  draft: Draft,
  theirs: Draft['base'],
): { readonly draft: Draft; readonly clashes: readonly Clash[] } {
  const mine = changesOf(draft);
  const clashes = mine
    .map(({ name, before, after }) => ({ name, before, after, theirs: textOf(theirs.files, name) }))
    .filter((one) => one.theirs !== one.before && one.theirs !== one.after)
    .map(({ name, theirs: text }) => ({ name, theirs: text }));
  let next = draftOf(theirs);
  for (const { name, after } of mine) {
    next = after === undefined ? withoutFile(next, name) : withText(next, name, after);
  }
  return { draft: next, clashes };
}

/** As the node does it: a plain name, at the top or in one folder, which is not that of the tests. */
const newName = /^(?:[A-Za-z0-9_][A-Za-z0-9_-]{0,63}\/)?[A-Za-z0-9_][A-Za-z0-9._-]{0,63}\.cedar$/;

export function isNewName(name: string): boolean {
  return newName.test(name) && !name.startsWith('tests/');
}

function byName(files: readonly PolicyFileView[]): readonly PolicyFileView[] {
  return files.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** How a file in the models folder is called, and how it stands to the catalog. */
import { basename } from 'node:path';
import { type Catalog, type CatalogRow, modelNamePattern } from './catalog-row.ts';
import type { Sidecar } from './sidecar.ts';

/** How a file stands to the catalog: it is the pinned one, it only bears its name, or the catalog has neither. */
export type PinState = 'matched' | 'differs' | 'none';

export interface ModelEntry {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly pin: PinState;
  /** The catalog's row, if its pin matched. */
  readonly row: CatalogRow | undefined;
  readonly addedAt: string;
  readonly origin: string;
  /** Something that its owner should know, such as that its name was taken. */
  readonly problem: string | undefined;
}

/** A file with what is known about it. */
export interface Seen {
  readonly path: string;
  readonly sidecar: Sidecar;
}

/** The entries of files in their order. A name belongs to the first; another file gets a part of its digest added. */
export function entriesOf(files: readonly Seen[], catalog: Catalog): readonly ModelEntry[] {
  const holders = new Map<string, string>();
  return files.map((file) => {
    const entry = entryOf(file, catalog);
    const holder = holders.get(entry.name);
    let name = entry.name;
    while (holders.has(name)) name += `-${entry.sha256.slice(0, 8)}`;
    holders.set(name, basename(entry.path));
    if (holder === undefined) return entry;
    return { ...entry, name, problem: `the name ${entry.name} belongs to ${holder}` };
  });
}

export function entryOf({ path, sidecar }: Seen, catalog: Catalog): ModelEntry {
  const pin = pinOf(sidecar.sha256, path, catalog);
  return {
    name: sidecar.name ?? pin.row?.name ?? nameOfFile(basename(path)),
    path,
    sizeBytes: sidecar.sizeBytes,
    sha256: sidecar.sha256,
    pin: pin.state,
    row: pin.row,
    addedAt: sidecar.addedAt,
    origin: sidecar.origin,
    problem: undefined,
  };
}

export function pinOf(
  sha256: string,
  path: string,
  catalog: Catalog,
): { readonly state: PinState; readonly row: CatalogRow | undefined } {
  const row = catalog.find((candidate) => candidate.sha256 === sha256);
  if (row !== undefined) return { state: 'matched', row };
  const namesake = catalog.find(({ file, sha256: pin }) => file === basename(path) && pin !== undefined);
  return { state: namesake === undefined ? 'none' : 'differs', row: undefined };
}

/** `Some_Model.Q4_K_M.gguf` becomes `some-model.q4-k-m`. */
export function nameOfFile(file: string): string {
  const name = file
    .replace(/\.gguf$/i, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^[.-]+|[.-]+$/g, '')
    .slice(0, 80);
  return modelNamePattern.test(name) ? name : 'model';
}

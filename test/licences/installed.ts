import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface InstalledPackage {
  name: string;
  version: string;
  /** As the package says it; undefined when it says nothing. */
  licence: string | undefined;
}

interface Manifest {
  name?: string;
  version?: string;
  license?: string | { type?: string };
  licenses?: Array<string | { type?: string }>;
}

/** Every package below `modules`, nested ones too. Links to our own workspaces are left out. */
export function installedPackages(modules: string): InstalledPackage[] {
  const found: InstalledPackage[] = [];
  if (!existsSync(modules)) return found;
  for (const entry of readdirSync(modules, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    const path = join(modules, entry.name);
    if (entry.name.startsWith('@')) {
      found.push(...installedPackages(path));
      continue;
    }
    const manifest = join(path, 'package.json');
    if (existsSync(manifest))
      found.push(describePackage(JSON.parse(readFileSync(manifest, 'utf8')) as Manifest));
    found.push(...installedPackages(join(path, 'node_modules')));
  }
  return found;
}

/** Reads today's `license` and the two older forms: an object, and a list, of which the user may choose. */
export function describePackage(manifest: Manifest): InstalledPackage {
  const names = [manifest.license, ...(manifest.licenses ?? [])]
    .map((licence) => (typeof licence === 'object' ? licence.type : licence))
    .filter((name) => name !== undefined);
  return {
    name: manifest.name ?? 'a package without a name',
    version: manifest.version ?? '',
    licence: names.length === 0 ? undefined : names.join(' OR '),
  };
}

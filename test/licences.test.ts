import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { isApproved } from './licences/expression.ts';
import { describePackage, installedPackages } from './licences/installed.ts';

/** Packages that say their licence in words of their own, by exact version, so that a new one is read again. */
const readByHand: Readonly<Record<string, string>> = {
  'jsonify@0.0.1':
    'Says "Public Domain": it is the JSON code that its author gave to the public domain. Development only: the ' +
    'gateway that bench:gate measures against brings it along, and no package of ours does.',
};

interface Lock {
  packages: Record<string, { version?: string; license?: string; link?: boolean }>;
}

const modules = fileURLToPath(new URL('../node_modules', import.meta.url));

describe('every dependency has a licence approved by the Open Source Initiative', () => {
  test('as installed', () => {
    const packages = installedPackages(modules);
    expect(packages.length).toBeGreaterThan(100);
    const refused = packages
      .filter(({ name, version, licence }) => !isApproved(licence ?? '') && !readByHand[`${name}@${version}`])
      .map(({ name, version, licence }) => `${name}@${version}: ${licence ?? 'says nothing'}`);
    expect(refused).toEqual([]);
  });

  test('as locked for other platforms', () => {
    const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as Lock;
    const refused = Object.entries(lock.packages)
      .map(([path, entry]) => ({ name: path.split('node_modules/').at(-1) ?? '', ...entry }))
      // Where the lock knows no licence, nobody has seen the package: see scripts/complete-lock.ts.
      .filter(({ name, license }) => name !== '' && license !== undefined)
      .filter(({ name, version, license }) => !isApproved(license ?? '') && !readByHand[`${name}@${version}`])
      .map(({ name, license }) => `${name}: ${license}`);
    expect(refused).toEqual([]);
  });

  test('and no exception outlives its package', () => {
    const present = new Set(installedPackages(modules).map(({ name, version }) => `${name}@${version}`));
    expect(Object.keys(readByHand).filter((exception) => !present.has(exception))).toEqual([]);
  });
});

describe('`isApproved()`', () => {
  test.each([
    'MIT',
    '(BSD-2-Clause OR MIT OR Apache-2.0)',
    'Proprietary OR MIT',
    'MIT AND Apache-2.0',
    'Apache-2.0 WITH LLVM-exception',
    '(MIT AND (Proprietary OR ISC))',
  ])('accepts %s', (expression) => {
    expect(isApproved(expression)).toBe(true);
  });

  test.each([
    '',
    'UNLICENSED',
    'SEE LICENSE IN LICENSE.txt',
    'MIT AND Proprietary',
    'Proprietary OR BUSL-1.1',
    'CC-BY-NC-4.0',
    'SSPL-1.0',
    'MIT licence, more or less',
    '(MIT',
    'MIT OR',
  ])('refuses "%s"', (expression) => {
    expect(isApproved(expression)).toBe(false);
  });
});

test('`describePackage()` reads the older forms of the licence field', () => {
  expect(describePackage({ name: 'a', version: '1.0.0', license: { type: 'MIT' } }).licence).toBe('MIT');
  expect(describePackage({ licenses: [{ type: 'MIT' }, { type: 'GPL' }] }).licence).toBe('MIT OR GPL');
  expect(describePackage({ name: 'b', version: '1.0.0' }).licence).toBeUndefined();
});

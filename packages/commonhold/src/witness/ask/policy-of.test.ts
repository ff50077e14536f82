import { generateKeyPairSync } from 'node:crypto';
import {
  cosignatureType,
  ed25519Type,
  formatVerifierKey,
  meetsQuorum,
  parsePolicy,
  witnessedBy,
} from '@commonhold/tlog';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256 } from '#store';
import { witnessOptions } from '../witness-options.ts';
import { formatPolicy, policyOf } from './policy-of.ts';

const publicKey = (): Uint8Array =>
  Buffer.from(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
const logKey = formatVerifierKey(sha256, 'log.example/one', ed25519Type, publicKey());
const pool = ['a', 'b', 'c', 'd', '2-of-3', '1-of-2'].map((name) => ({
  name,
  key: formatVerifierKey(sha256, `${name}.example`, cosignatureType, publicKey()),
  url: `https://${name}.example/witness`,
}));

/** Witnesses, groups of them and of groups, and a quorum of any kind that the options take. */
const asked = fc
  .record({
    count: fc.integer({ min: 0, max: pool.length }),
    cuts: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 4 }),
    thresholds: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 4, maxLength: 4 }),
    quorum: fc.nat(),
  })
  .map(({ count, cuts, thresholds, quorum }) => {
    const ask = pool.slice(0, count);
    const free = ask.map(({ name }) => name);
    const groups: { name: string; threshold: number; members: string[] }[] = [];
    for (const [at, cut] of cuts.entries()) {
      const members = free.splice(0, cut);
      if (members.length === 0) break;
      groups.push({ name: `group-${at}`, threshold: Math.min(thresholds[at] ?? 1, members.length), members });
      free.push(`group-${at}`);
    }
    const names = [...ask.map(({ name }) => name), ...groups.map(({ name }) => name)];
    const numbers = groups.length === 0 ? ask.map((_, at) => at + 1) : [];
    const choices = ['none', ...names, ...numbers];
    return witnessOptions.parse({ ask, groups, quorum: choices[quorum % choices.length] });
  });

test('the policy that is printed is read by the standard’s rules and judges every set of witnesses equally', () => {
  fc.assert(
    fc.property(asked, fc.subarray(pool.map(({ name }) => name)), (options, chosen) => {
      const ours = policyOf(options, logKey);
      const read = parsePolicy(sha256, Buffer.from(formatPolicy(ours)));
      expect(read).toEqual(ours);
      const cosigned = new Set(chosen.filter((name) => options.ask.some((witness) => witness.name === name)));
      expect(meetsQuorum(read, cosigned)).toBe(meetsQuorum(ours, cosigned));
      expect(meetsQuorum(read, cosigned)).toBe(isEnough(options, cosigned));
    }),
    { numRuns: 300 },
  );
});

/** What the options say, without going through a policy. */
function isEnough(
  { groups, quorum }: ReturnType<typeof witnessOptions.parse>,
  cosigned: ReadonlySet<string>,
): boolean {
  if (quorum === 'none') return true;
  if (typeof quorum === 'number') return cosigned.size >= quorum;
  const stands = (name: string): boolean => {
    const group = groups.find((one) => one.name === name);
    return group === undefined ? cosigned.has(name) : group.members.filter(stands).length >= group.threshold;
  };
  return stands(quorum);
}

test('a quorum that is a number is printed as a group of all who are asked', () => {
  const options = witnessOptions.parse({ ask: pool.slice(0, 3), quorum: 2 });
  expect(formatPolicy(policyOf(options, logKey))).toBe(
    [
      `log ${logKey}`,
      ...pool.slice(0, 3).map(({ name, key, url }) => `witness ${name} ${key} ${url}`),
      'group 2-of-3 2 a b c',
      'quorum 2-of-3',
      '',
    ].join('\n'),
  );
});

test('a witness may have the name that this group would get', () => {
  const ask = [pool[0], pool[1], pool[4]];
  const policy = policyOf(witnessOptions.parse({ ask, quorum: 2 }), logKey);
  expect(policy.quorum).toBe('2-of-3-asked');
  expect(witnessedBy(policy, new Set(['a', 'b']))).toContain('2-of-3-asked');
});

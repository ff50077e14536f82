import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ed25519Witness, mlDsa44Verify, mlDsa44Witness } from '../test/cosigners.ts';
import { logKey, logSigner, logVerifier, origin } from '../test/memory-log.ts';
import { ed25519Verify, sha256 } from '../test/node-crypto.ts';
import {
  emptyRoot,
  formatCheckpoint,
  formatVerifierKey,
  judgeCheckpoint,
  meetsQuorum,
  NoteError,
  parsePolicy,
  PolicyError,
  policyEntriesMax,
  readVerifierKey,
  signNote,
  witnessedBy,
} from './index.ts';
import type { Policy, SignatureChecks } from './index.ts';

const clock = () => 1_700_000_000;
const [x1, x2, x3, y1, y2, y3] = ['X1', 'X2', 'X3', 'Y1', 'Y2', 'Y3'].map((name, at) =>
  ed25519Witness(`${name.toLowerCase()}.example`, 40 + at, clock),
);
if (!x1 || !x2 || !x3 || !y1 || !y2 || !y3) throw new Error('Six names are six witnesses.');

/** The example of the specification. */
const example = `log ${logKey}

witness X1 ${x1.verifierKey}
witness X2 ${x2.verifierKey}
witness X3 ${x3.verifierKey}
group X-witnesses 2 X1 X2 X3

witness Y1 ${y1.verifierKey}
witness Y2 ${y2.verifierKey}
witness Y3 ${y3.verifierKey}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;
const parse = (text: string | Uint8Array): Policy =>
  parsePolicy(sha256, typeof text === 'string' ? Buffer.from(text) : text);

describe('a policy', () => {
  test('has the logs, witnesses, groups and the quorum of its lines', () => {
    const policy = parse(example);
    expect(policy.logs).toMatchObject([{ verifierKey: logKey, key: { name: origin } }]);
    expect(policy.witnesses.map(({ name }) => name)).toEqual(['X1', 'X2', 'X3', 'Y1', 'Y2', 'Y3']);
    expect(policy.groups).toEqual([
      { name: 'X-witnesses', threshold: 2, members: ['X1', 'X2', 'X3'] },
      { name: 'Y-witnesses', threshold: 1, members: ['Y1', 'Y2', 'Y3'] },
      { name: 'X-and-Y', threshold: 2, members: ['X-witnesses', 'Y-witnesses'] },
    ]);
    expect(policy.quorum).toBe('X-and-Y');
  });

  test.each([
    [['X1', 'X2', 'Y1'], true],
    [['X1', 'X3', 'Y2', 'Y3'], true],
    [['X1', 'X2', 'X3'], false],
    [['X1', 'Y1', 'Y2', 'Y3'], false],
    [[], false],
  ])('of the specification counts %j as %s', (names, met) => {
    expect(meetsQuorum(parse(example), new Set(names))).toBe(met);
  });

  test('without a quorum is met by nobody, and one of a single witness by that witness', () => {
    expect(meetsQuorum(parse('quorum none\n'), new Set())).toBe(true);
    const single = parse(`witness one ${x1.verifierKey}\nquorum one\n`);
    expect(meetsQuorum(single, new Set(['one']))).toBe(true);
    expect(meetsQuorum(single, new Set(['two']))).toBe(false);
  });

  test('takes spaces, tabs, comments, empty lines and addresses where they are allowed', () => {
    const text = `\n \t\n# comment\n\t # another\nquorum \t none  \n  log ${logKey}\thttps://log.example/\t\n`;
    expect(parse(text).logs[0]?.url).toBe('https://log.example/');
    expect(parse(`witness w ${x1.verifierKey} https://w.example\nquorum w\n`).witnesses[0]?.url).toBe(
      'https://w.example',
    );
  });

  test('takes names of any octets above ASCII and tells them apart', () => {
    const kelvin = parse(`witness K ${x1.verifierKey}\nwitness \u212a ${x2.verifierKey}\nquorum \u212a\n`);
    expect(kelvin.quorum).toBe('\u212a');
    const latin = parse(
      Buffer.from(`witness \xe9 ${x1.verifierKey}\nwitness \xe8 ${x2.verifierKey}\nquorum \xe8\n`, 'latin1'),
    );
    expect(meetsQuorum(latin, new Set([latin.witnesses[1]?.name ?? '']))).toBe(true);
    expect(meetsQuorum(latin, new Set([latin.witnesses[0]?.name ?? '']))).toBe(false);
  });

  test('takes logs with keys that cannot be checked here, since any note signature may be a log’s', () => {
    expect(parse('log name+00000000+/2Fi\nquorum none\n').logs[0]?.key.type).toBe(0xff);
  });

  test('takes 32 of each and many more', () => {
    const count = 40;
    const witnesses = Array.from({ length: count }, (_, at) => ed25519Witness(`w${at}`, 100 + at, clock));
    const lines = witnesses.flatMap(({ verifierKey }, at) => [
      `witness w${at} ${verifierKey}`,
      `group g${at} all w${at}`,
    ]);
    const members = Array.from({ length: count }, (_, at) => `g${at}`).join(' ');
    const policy = parse([...lines, `group all ${count} ${members}`, 'quorum all', ''].join('\n'));
    expect(meetsQuorum(policy, new Set(witnesses.map((_, at) => `w${at}`)))).toBe(true);
    expect(meetsQuorum(policy, new Set(witnesses.slice(1).map((_, at) => `w${at}`)))).toBe(false);
  });

  const sameKey = formatVerifierKey(sha256, 'other', 0x06, readVerifierKey(x1.verifierKey).publicKey);
  const renamed = formatVerifierKey(sha256, 'other', 0x04, readVerifierKey(x1.verifierKey).publicKey);
  const w = `witness w ${x1.verifierKey}\n`;
  test.each([
    ['no quorum', w],
    ['two quorums', 'quorum none\nquorum none\n'],
    ['no newline at its end', 'quorum none'],
    ['nothing in it', ''],
    ['an unknown word', 'quorum none\nmonitor x\n'],
    ['a word in capitals', 'QUORUM none\n'],
    ['a carriage return', 'quorum none\r\n'],
    ['a control character in a comment', '# \u007f\nquorum none\n'],
    ['a NUL', 'quorum none\0\n'],
    ['a no-break space for a space', 'quorum\u00a0none\n'],
    ['a quorum that is not defined', 'quorum w\n'],
    ['a quorum that is defined later', `quorum w\n${w}`],
    ['a quorum of two names', `${w}quorum w none\n`],
    ['a quorum of no name', `${w}quorum\n`],
    ['a log without a key', 'log\nquorum none\n'],
    ['a log with two addresses', `log ${logKey} a b\nquorum none\n`],
    ['a log with a wrong key id', `log ${logKey.replace(/\+[0-9a-f]{8}\+/, '+00000000+')}\nquorum none\n`],
    ['the same log twice', `log ${logKey}\nlog ${logKey}\nquorum none\n`],
    ['a witness without a name', `witness ${x1.verifierKey}\nquorum none\n`],
    ['a witness with a comment after it', `witness w ${x1.verifierKey} # ours\nquorum w\n`],
    ['a witness with a key for notes', `witness w ${logKey}\nquorum w\n`],
    ['a witness with a short key', `witness w ${sameKey}\nquorum w\n`],
    ['the same witness twice', `${w}witness v ${renamed}\nquorum w\n`],
    ['a name twice', `${w}witness w ${x2.verifierKey}\nquorum w\n`],
    ['a group with the name of a witness', `${w}group w any w\nquorum w\n`],
    ['a witness called none', `witness none ${x1.verifierKey}\nquorum none\n`],
    ['a group called none', `${w}group none any w\nquorum none\n`],
    ['none in a group', `${w}group g any none\nquorum g\n`],
    ['a group of nobody', `${w}group g any\nquorum w\n`],
    ['a group in itself', `${w}group g any g\nquorum w\n`],
    ['a member twice', `${w}group g any w w\nquorum w\n`],
    ['a member of two groups', `${w}group g any w\ngroup h any w\nquorum w\n`],
    ['a threshold of 0', `${w}group g 0 w\nquorum g\n`],
    ['a threshold beyond its members', `${w}group g 2 w\nquorum g\n`],
    ['a threshold with a leading zero', `${w}group g 01 w\nquorum g\n`],
    ['a threshold with a sign', `${w}group g +1 w\nquorum g\n`],
    ['too many lines', `${w.repeat(policyEntriesMax + 2)}quorum none\n`],
  ])('is refused with %s', (_, text) => {
    expect(() => parse(text)).toThrow(PolicyError);
  });

  test('names the line that it is refused for', () => {
    expect(() => parse('# one\n\nquorum w\n')).toThrow('Line 3');
  });

  test('that has lost or doubled one of its lines is refused or still a policy', () => {
    const lines = example.split('\n').slice(0, -1);
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.nat(lines.length - 1), (lost, doubled) => {
        const kept = lines.filter((_, at) => at !== lost);
        const changed = kept.toSpliced(doubled, 0, lines[doubled] ?? '');
        try {
          const { quorum, groups } = parse(`${changed.join('\n')}\n`);
          expect(quorum).toBe('X-and-Y');
          expect(groups).toHaveLength(3);
        } catch (error) {
          expect(error).toBeInstanceOf(PolicyError);
        }
      }),
    );
  });

  test('counts as the definition does, whatever its groups are', () => {
    const rule = fc.record({
      threshold: fc.integer({ min: 1, max: 4 }),
      members: fc.integer({ min: 1, max: 4 }),
    });
    const six = [x1, x2, x3, y1, y2, y3];
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 5 }), fc.nat(63), (rules, signed) => {
        const free = six.map((_, at) => `w${at}`);
        const lines = six.map(({ verifierKey }, at) => `witness w${at} ${verifierKey}`);
        const weigh = new Map(free.map((name, at) => [name, () => (signed & (1 << at)) !== 0]));
        for (const [at, { threshold, members }] of rules.entries()) {
          const group = free.splice(0, members);
          const least = Math.min(threshold, group.length);
          lines.push(`group g${at} ${least} ${group.join(' ')}`);
          weigh.set(`g${at}`, () => group.filter((name) => weigh.get(name)?.() === true).length >= least);
          free.push(`g${at}`);
        }
        const quorum = free.at(-1) ?? '';
        const policy = parse([...lines, `quorum ${quorum}`, ''].join('\n'));
        const cosigned = new Set(six.map((_, at) => `w${at}`).filter((_, at) => (signed & (1 << at)) !== 0));
        expect(meetsQuorum(policy, cosigned)).toBe(weigh.get(quorum)?.());
        for (const [name, met] of weigh) expect(witnessedBy(policy, cosigned).has(name)).toBe(met());
      }),
    );
  });
});

describe('a checkpoint under a policy', () => {
  const text = formatCheckpoint({ origin, size: 0, root: emptyRoot(sha256) });
  const checks = { ed25519: ed25519Verify };
  const judge = (policy: string, note: string, with_: SignatureChecks = checks) =>
    judgeCheckpoint({ hash: sha256, policy: parse(policy), note, checks: with_ });

  test('is signed by the log and meets the quorum by who has cosigned it', () => {
    const note = signNote(text, [logSigner, x1.signer, x3.signer, y2.signer]);
    expect(judge(example, note)).toMatchObject({
      quorumMet: true,
      cosigned: [{ witness: 'X1', time: 1_700_000_000 }, { witness: 'X3' }, { witness: 'Y2' }],
      groups: ['X-witnesses', 'Y-witnesses', 'X-and-Y'],
      unchecked: [],
    });
    expect(judge(example, signNote(text, [logSigner, x1.signer, x1.signer, y1.signer]))).toMatchObject({
      quorumMet: false,
      groups: ['Y-witnesses'],
    });
  });

  test('is nothing without a listed log of its origin, whoever has cosigned it', () => {
    expect(() => judge(example, signNote(text, [x1.signer, x2.signer, y1.signer]))).toThrow(NoteError);
    const other = formatCheckpoint({ origin: 'log.example/other', size: 0, root: emptyRoot(sha256) });
    expect(() => judge(example, signNote(other, [logSigner]))).toThrow(NoteError);
    expect(() => judge('quorum none\n', signNote(text, [logSigner]))).toThrow(NoteError);
  });

  test('may be of a log that is known from elsewhere', () => {
    const policy = parse('quorum none\n');
    const note = signNote(text, [logSigner]);
    expect(judgeCheckpoint({ hash: sha256, policy, note, checks, log: [logVerifier] }).quorumMet).toBe(true);
  });

  test('is refused when a listed witness’s cosignature is wrong', () => {
    const wrong = { ...x1.signer, sign: () => new Uint8Array(72).fill(1) };
    expect(() => judge(example, signNote(text, [logSigner, wrong, x2.signer, y1.signer]))).toThrow(NoteError);
  });

  test('counts ML-DSA-44 where it can be checked, and says where it cannot', () => {
    const quantum = mlDsa44Witness('q.example', clock);
    const policy = `log ${logKey}\nwitness q ${quantum.verifierKey}\nquorum q\n`;
    const note = signNote(text, [logSigner, quantum.signer]);
    expect(judge(policy, note)).toMatchObject({ quorumMet: false, unchecked: ['q'] });
    expect(judge(policy, note, { ...checks, mlDsa44: mlDsa44Verify })).toMatchObject({
      quorumMet: true,
      unchecked: [],
    });
  });

  test('may be signed and witnessed by one key, which counts for both', () => {
    const quantum = mlDsa44Witness(origin, clock);
    const policy = `log ${quantum.verifierKey}\nwitness q ${quantum.verifierKey}\nquorum q\n`;
    const all = { ...checks, mlDsa44: mlDsa44Verify };
    expect(judge(policy, signNote(text, [quantum.signer]), all)).toMatchObject({ quorumMet: true });
  });
});

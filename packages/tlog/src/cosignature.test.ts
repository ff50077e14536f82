import { describe, expect, test } from 'vitest';
import { ed25519Witness, mlDsa44Verify, mlDsa44Witness } from '../test/cosigners.ts';
import { logKey, logSigner, logVerifier, origin } from '../test/memory-log.ts';
import { ed25519FromSeed, ed25519Verify, sha256 } from '../test/node-crypto.ts';
import {
  decodeBase64,
  cosignatureMessage,
  cosignatureTime,
  cosignatureType,
  cosignatureVerifierFor,
  ed25519CosignatureVerifier,
  ed25519Cosigner,
  emptyRoot,
  formatCheckpoint,
  formatVerifierKey,
  keyId,
  mlDsa44CosignatureVerifier,
  mlDsa44Cosigner,
  NoteError,
  openCosignedCheckpoint,
  openNote,
  parseNote,
  readVerifierKey,
  signNote,
  subtreeMessage,
  verifierFor,
} from './index.ts';
import type { Signer } from './index.ts';

const root = emptyRoot(sha256);
const text = formatCheckpoint({ origin, size: 0, root });
const clock = () => 1_679_315_147;
const old = ed25519Witness('witness.example/w1', 20, clock);
const quantum = mlDsa44Witness('witness.example/w1', clock);
const open = (note: string, ...cosigners: Parameters<typeof openCosignedCheckpoint>[2]) =>
  openCosignedCheckpoint(note, [logVerifier], cosigners);

/** A signature line with these bytes in place of the signature. */
const forged = (signer: Signer, signature: Uint8Array): Signer => ({ ...signer, sign: () => signature });

describe('what a cosigner signs', () => {
  test('with Ed25519 is the example of the specification', () => {
    const checkpoint =
      'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    expect(Buffer.from(cosignatureMessage(1_679_315_147, checkpoint)).toString()).toBe(
      `cosignature/v1\ntime 1679315147\n${checkpoint}`,
    );
  });

  test('with ML-DSA-44 is the structure of the specification, field by field', () => {
    const subtree = { cosigner: 'w/é', time: 258, origin: 'log', start: 0, end: 65_537, root };
    expect(Buffer.from(subtreeMessage(subtree)).toString('hex')).toBe(
      [
        Buffer.from('subtree/v1\n\0').toString('hex'),
        `04${Buffer.from('w/é').toString('hex')}`,
        '0000000000000102',
        `03${Buffer.from('log').toString('hex')}`,
        '0000000000000000',
        '0000000000010001',
        Buffer.from(root).toString('hex'),
      ].join(''),
    );
  });

  test('is nothing that the structure cannot hold', () => {
    const subtree = { cosigner: 'w', time: 0, origin: 'log', start: 0, end: 1, root };
    for (const wrong of [
      { cosigner: '' },
      { cosigner: 'w'.repeat(256) },
      { origin: '' },
      { origin: 'é'.repeat(128) },
      { time: -1 },
      { time: 1, start: 1 },
      { start: 2 },
      { end: 0.5 },
      { root: new Uint8Array(31) },
    ]) {
      expect(() => subtreeMessage({ ...subtree, ...wrong })).toThrow(RangeError);
    }
    expect(subtreeMessage({ ...subtree, start: 1 })).toBeInstanceOf(Uint8Array);
  });
});

describe('a cosignature', () => {
  test.each([
    ['Ed25519', old],
    ['ML-DSA-44', quantum],
  ])('by %s is verified and says when', (_, cosigner) => {
    const note = signNote(text, [logSigner, cosigner.signer]);
    expect(open(note, cosigner.verifier)).toMatchObject({
      checkpoint: { origin, size: 0 },
      logKeys: [{ name: origin }],
      cosignatures: [{ name: 'witness.example/w1', time: 1_679_315_147 }],
      unknown: 0,
    });
  });

  test('of either kind has its key id from its type', () => {
    expect(old.verifier.keyId).not.toBe(quantum.verifier.keyId);
    const { publicKey } = ed25519FromSeed(new Uint8Array(32).fill(20));
    expect(old.verifier.keyId).toBe(keyId(sha256, 'witness.example/w1', 0x04, publicKey));
    expect(readVerifierKey(quantum.verifierKey)).toMatchObject({ type: 0x06, keyId: quantum.verifier.keyId });
  });

  test('of a type that cannot be checked here is skipped', () => {
    const note = signNote(text, [logSigner, old.signer, quantum.signer]);
    expect(open(note, old.verifier)).toMatchObject({ cosignatures: [{}], unknown: 1 });
    expect(openNote(note, [logVerifier])).toMatchObject({ unknown: 2 });
  });

  test('is refused for another time, text, origin or size', () => {
    for (const cosigner of [old, quantum]) {
      const signature = cosigner.signer.sign(Buffer.from(text));
      const later = Uint8Array.from(signature);
      later[7] = (later[7] ?? 0) ^ 1;
      for (const wrong of [
        later,
        signature.slice(0, -1),
        Uint8Array.of(...signature, 0),
        new Uint8Array(8),
      ]) {
        const note = signNote(text, [logSigner, forged(cosigner.signer, wrong)]);
        expect(() => open(note, cosigner.verifier)).toThrow(NoteError);
      }
      for (const other of [
        formatCheckpoint({ origin: 'log.example/other', size: 0, root }),
        formatCheckpoint({ origin, size: 1, root }),
        formatCheckpoint({ origin, size: 0, root: new Uint8Array(32) }),
      ]) {
        expect(cosigner.verifier.verify(Buffer.from(text), signature)).toBe(true);
        expect(cosigner.verifier.verify(Buffer.from(other), signature)).toBe(false);
      }
    }
  });

  test('by Ed25519 covers extension lines, and by ML-DSA-44 does not, as each is specified', () => {
    const extended = Buffer.from(`${text}extension\n`);
    expect(old.verifier.verify(extended, old.signer.sign(Buffer.from(text)))).toBe(false);
    expect(quantum.verifier.verify(extended, quantum.signer.sign(Buffer.from(text)))).toBe(true);
  });

  test('by ML-DSA-44 names its cosigner, so it is not that of another name', () => {
    const signature = quantum.signer.sign(Buffer.from(text));
    const { type, publicKey } = readVerifierKey(quantum.verifierKey);
    const other = mlDsa44CosignatureVerifier(
      sha256,
      formatVerifierKey(sha256, 'other', type, publicKey),
      mlDsa44Verify,
    );
    expect(other.verify(Buffer.from(text), signature)).toBe(false);
  });

  test('is made and verified for checkpoints only', () => {
    for (const cosigner of [old, quantum]) {
      expect(() => signNote('No checkpoint.\n', [cosigner.signer])).toThrow('checkpoint');
      const signature = cosigner.signer.sign(Buffer.from(text));
      expect(cosigner.verifier.verify(Buffer.from('No checkpoint.\n'), signature)).toBe(false);
    }
    const long = formatCheckpoint({ origin: 'é'.repeat(128), size: 0, root });
    expect(quantum.verifier.verify(Buffer.from(long), quantum.signer.sign(Buffer.from(text)))).toBe(false);
  });

  test('has a time that can be counted, or is refused', () => {
    expect(cosignatureTime(Buffer.from('0020000000000000', 'hex'))).toBeUndefined();
    expect(cosignatureTime(Buffer.from('001fffffffffffff', 'hex'))).toBe(Number.MAX_SAFE_INTEGER);
    expect(cosignatureTime(new Uint8Array(7))).toBeUndefined();
    expect(() => signNote(text, [ed25519Witness('w', 1, () => 0).signer])).toThrow('with the time');
    expect(() => signNote(text, [ed25519Witness('w', 1, () => 0.5).signer])).toThrow(RangeError);
  });

  test('does not stand in for the signature of the log', () => {
    const note = signNote(text, [old.signer]);
    expect(() => open(note, old.verifier)).toThrow('No key that is trusted');
  });

  test('that the same key gave twice counts once, with its newest time', () => {
    const later = ed25519Witness('witness.example/w1', 20, () => 1_700_000_000);
    for (const signers of [
      [old, later],
      [later, old],
    ]) {
      const note = signNote(text, [logSigner, ...signers.map(({ signer }) => signer)]);
      expect(open(note, old.verifier).cosignatures).toEqual([
        { name: old.verifier.name, keyId: old.verifier.keyId, time: 1_700_000_000 },
      ]);
    }
  });

  test('is one of many: a note with 30 of them and a log opens', () => {
    const many = Array.from({ length: 30 }, (_, at) => ed25519Witness(`w${at}`, at + 30, clock));
    const note = signNote(text, [logSigner, ...many.map(({ signer }) => signer)]);
    expect(parseNote(note).signatures).toHaveLength(31);
    expect(open(note, ...many.map(({ verifier }) => verifier)).cosignatures).toHaveLength(30);
  });
});

/** No published vector is known, so these were made once with Go's transparency-dev/formats, version of 2025-10-17. */
describe('cosignatures between this package and the one in Go', () => {
  test('are verified here when Go made them', () => {
    const raw = decodeBase64('ATKqyXxcHRx0vt04sz1UozG6c1fTGmAUbfGND5iBck22')?.subarray(1) ?? new Uint8Array();
    const key = formatVerifierKey(sha256, 'go.example/w', cosignatureType, raw);
    const note = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— go.example/w +QR8NQAAAABrAnJPRhYUW/GyajFzQn/s+yUkNocTwS7wAvWQ6ilyGJLZLNNtU2lPKAdDd8PMoVxX6XQu6YKp9CwXI9zn6VDbegPVCw==
`;
    const verifier = ed25519CosignatureVerifier(sha256, key, ed25519Verify);
    expect(openNote(note, [verifier]).verified).toEqual([{ name: 'go.example/w', keyId: 0xf9047c35 }]);
  });

  test('are the bytes that Go has verified when they are made here', () => {
    const root = decodeBase64('o5IPun8jmgcam9EHIfE0Gt3vuu3ttBx+JEN6nRa98Ao=') ?? new Uint8Array();
    const note = signNote(formatCheckpoint({ origin, size: 70_000, root }), [logSigner, old.signer]);
    expect(note.split('\n\n')[1]).toBe(
      '— log.example/test nj5ez2WuIb3ZMepqp6rUuHj8mtznrD8283QS+1J8cYmE2ABipVU8LESgHmzV8PzfnGjGsvYn/kN3p6qNV+oiKoO3vQQ=\n' +
        '— witness.example/w1 OnxIEwAAAABkGFDLZ/rgVXDPNoW05q9/2rqaSlZkLAbyAQVcRiBtgTosFZ+IVSnqaJyv48vErxpDQvn81huav69vOImqnbEJpOZ6Bw==\n',
    );
  });
});

describe('a verifier key', () => {
  const checks = { ed25519: ed25519Verify };

  test('gives the verifier of its type', () => {
    const note = signNote(text, [logSigner, old.signer, quantum.signer]);
    const all = { ...checks, mlDsa44: mlDsa44Verify };
    const verifiers = [logKey, old.verifierKey, quantum.verifierKey].flatMap(
      (key) => verifierFor(sha256, key, all) ?? [],
    );
    expect(openNote(note, verifiers).verified).toHaveLength(3);
  });

  test('whose signatures cannot be checked here gives none', () => {
    expect(verifierFor(sha256, quantum.verifierKey, checks)).toBeUndefined();
    // Keys of these types make their ids in ways of their own.
    for (const type of ['AgAB', '/2Fi', 'BQAB']) {
      expect(verifierFor(sha256, `name+00000000+${type}`, checks)).toBeUndefined();
    }
    expect(cosignatureVerifierFor(sha256, logKey, checks)).toBeUndefined();
  });

  test('with a wrong id, length or type is refused', () => {
    expect(() =>
      verifierFor(sha256, old.verifierKey.replace(/\+[0-9a-f]{8}\+/, '+00000000+'), checks),
    ).toThrow('id');
    expect(() => verifierFor(sha256, 'no key', checks)).toThrow('looks like');
    const short = new Uint8Array(31);
    for (const type of [0x01, 0x04, 0x06]) {
      const key = formatVerifierKey(sha256, 'name', type, short);
      expect(() => verifierFor(sha256, key, { ...checks, mlDsa44: mlDsa44Verify })).toThrow('bytes, not 31');
    }
    expect(() => ed25519CosignatureVerifier(sha256, logKey, ed25519Verify)).toThrow('type 1, not 4');
    expect(() => mlDsa44CosignatureVerifier(sha256, old.verifierKey, mlDsa44Verify)).toThrow('type 4, not 6');
    const sign = () => short;
    expect(() => ed25519Cosigner(sha256, 'w', short, sign, clock)).toThrow('bytes, not 31');
    expect(() => mlDsa44Cosigner(sha256, 'w', short, sign, clock)).toThrow('bytes, not 31');
    expect(() => ed25519Cosigner(sha256, 'a b', new Uint8Array(32), sign, clock)).toThrow('key name');
  });
});

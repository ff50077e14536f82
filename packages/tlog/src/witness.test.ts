import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ed25519Witness, mlDsa44Witness } from '../test/cosigners.ts';
import { entryAt, logSigner, logVerifier, origin } from '../test/memory-log.ts';
import { ed25519FromSeed, sha256 } from '../test/node-crypto.ts';
import {
  consistencyProof,
  cosign,
  cosignatureMessage,
  decideAddCheckpoint,
  ed25519Signer,
  formatAddCheckpoint,
  formatAddCheckpointResponse,
  formatCheckpoint,
  leafHash,
  NoteError,
  openCosignedCheckpoint,
  parseAddCheckpoint,
  parseAddCheckpointResponse,
  signNote,
  takeCosignatures,
  treeRoot,
  WitnessMessageError,
  witnessedCheckpointPath,
} from './index.ts';
import type { Head, Signer } from './index.ts';

const leaves = Array.from({ length: 40 }, (_, index) => leafHash(sha256, entryAt(index)));
const plain = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes);
const rootOf = (size: number): Uint8Array => plain(treeRoot(sha256, leaves.slice(0, size)));
const headOf = (size: number): Head => ({ size, root: rootOf(size) });
const noteOf = (size: number, signers: readonly Signer[] = [logSigner], root = rootOf(size)): string =>
  signNote(formatCheckpoint({ origin, size, root }), signers);

interface Change {
  readonly proof?: readonly Uint8Array[];
  readonly note?: string;
}

function requestOf(from: number, to: number, { proof, note }: Change = {}): string {
  return formatAddCheckpoint({
    oldSize: from,
    proof: proof ?? (from > to ? [] : consistencyProof(sha256, leaves, from, to)),
    checkpoint: note ?? noteOf(to),
  });
}

const decide = (latest: Head | undefined, body: string) =>
  decideAddCheckpoint(sha256, body, (name) =>
    name === origin ? { verifiers: [logVerifier], latest } : undefined,
  );

const statusOf = (latest: Head | undefined, body: string): number => {
  const decision = decide(latest, body);
  return decision.kind === 'accepted' ? 200 : formatAddCheckpointResponse(decision).status;
};

describe('a witness', () => {
  /**
   * The steps, and their answers, of the script that litewitness is tested with. One differs: a signature whose base64
   * has stray bits makes no note here, so it is a bad request and not a wrong signature.
   */
  test('goes from size 1 over 3 to 5 and answers everything else as litewitness does', () => {
    let latest: Head | undefined;
    const submit = (body: string) => {
      const decision = decide(latest, body);
      if (decision.kind === 'accepted') latest = decision.next;
      return decision.kind === 'accepted' ? { status: 200, body: '' } : formatAddCheckpointResponse(decision);
    };
    expect(submit(requestOf(0, 1))).toMatchObject({ status: 200 });
    const wrong: Signer = { ...logSigner, sign: () => new Uint8Array(64) };
    expect(submit(requestOf(1, 3, { note: noteOf(3, [wrong]) }))).toMatchObject({ status: 403 });
    const stranger = noteOf(3).replace(`${origin}\n3`, 'log.example/unknown\n3');
    // litewitness answered 403 before the specification settled on 404.
    expect(submit(requestOf(1, 3, { note: stranger }))).toMatchObject({ status: 404 });
    expect(submit(requestOf(1, 3, { proof: [] }))).toMatchObject({ status: 422 });
    expect(submit(requestOf(1, 3, { proof: [rootOf(2), rootOf(3)] }))).toMatchObject({ status: 422 });
    expect(submit(requestOf(1, 3))).toMatchObject({ status: 200 });
    expect(submit(requestOf(1, 5))).toEqual({ status: 409, contentType: 'text/x.tlog.size', body: '3\n' });
    expect(submit(requestOf(3, 5))).toMatchObject({ status: 200 });
    expect(submit(requestOf(0, 5))).toEqual({ status: 409, contentType: 'text/x.tlog.size', body: '5\n' });
    expect(latest?.size).toBe(5);
    expect(latest?.root).toEqual(plain(rootOf(5)));
  });

  test('takes a first checkpoint of any size without a proof, and the same one again', () => {
    expect(decide(undefined, requestOf(0, 7))).toMatchObject({ kind: 'accepted', next: { origin, size: 7 } });
    expect(statusOf(headOf(7), requestOf(7, 7))).toBe(200);
    expect(statusOf(undefined, requestOf(0, 0))).toBe(200);
  });

  test.each([
    ['an old size beyond the checkpoint', 400, headOf(7), requestOf(7, 5)],
    [
      'another root for the same size',
      422,
      headOf(7),
      requestOf(7, 7, { note: noteOf(7, [logSigner], rootOf(6)) }),
    ],
    ['a proof between equal sizes', 422, headOf(7), requestOf(7, 7, { proof: [rootOf(1)] })],
    ['a proof from nothing', 422, undefined, requestOf(0, 7, { proof: [rootOf(1)] })],
    [
      'an empty tree with another root',
      422,
      undefined,
      requestOf(0, 0, { note: noteOf(0, [logSigner], rootOf(1)) }),
    ],
    ['a proof of another tree', 422, { size: 4, root: rootOf(5) }, requestOf(4, 9)],
    ['a first request that is not from 0', 409, undefined, requestOf(3, 5)],
    ['a larger tree that a request forgets', 409, headOf(9), requestOf(5, 7)],
    ['a checkpoint without signatures', 400, undefined, requestOf(0, 1, { note: `${origin}\n1\n` })],
    [
      'a note that is no checkpoint',
      400,
      undefined,
      requestOf(0, 1, { note: signNote('Hello.\n', [logSigner]) }),
    ],
    ['an unsigned request of a stranger', 403, undefined, requestOf(0, 1, { note: noteOf(1, [unknown()]) })],
  ])('refuses %s with %d', (_, status, latest, body) => {
    expect(statusOf(latest, body)).toBe(status);
  });

  test('says who is unknown before it says what is wrong, so that nobody learns of a log by guessing', () => {
    const wrong: Signer = { ...logSigner, sign: () => new Uint8Array(64) };
    expect(statusOf(headOf(3), requestOf(0, 5, { note: noteOf(5, [wrong]) }))).toBe(403);
  });

  test('skips signatures of keys that it does not know, and keeps those of the log', () => {
    const decision = decide(undefined, requestOf(0, 3, { note: noteOf(3, [unknown(), logSigner]) }));
    if (decision.kind !== 'accepted') throw new Error('The log has signed it.');
    expect(`${decision.next.text}\n${decision.next.logLines}`).toBe(noteOf(3));
  });

  test('never cosigns two trees of which one is not the beginning of the other', () => {
    // Mostly from where the witness is, as honest logs ask, and sometimes from anywhere.
    const request = fc.record({
      from: fc.option(fc.nat(20), { freq: 1 }),
      step: fc.integer({ min: -2, max: 8 }),
      fork: fc.boolean(),
    });
    let grown = 0;
    fc.assert(
      fc.property(fc.array(request, { minLength: 4, maxLength: 12 }), (requests) => {
        let latest: Head | undefined;
        for (const { from: asked, step, fork } of requests) {
          const from = asked ?? latest?.size ?? 0;
          const to = Math.min(Math.max(from + step, 0), leaves.length);
          const own = fork && to > 0 ? forkAt(to) : leaves.slice(0, to);
          const root = treeRoot(sha256, own);
          const proof = from > to ? [] : consistencyProof(sha256, own, from, to);
          const decision = decide(
            latest,
            requestOf(from, to, { proof, note: noteOf(to, [logSigner], root) }),
          );
          if (decision.kind !== 'accepted') continue;
          expect(from).toBe(latest?.size ?? 0);
          expect(to).toBeGreaterThanOrEqual(from);
          // The first leaf that was cosigned decides which history this is; the other one never follows.
          expect(plain(treeRoot(sha256, own.slice(0, from)))).toEqual(plain(latest?.root ?? rootOf(0)));
          if (from > 0 && to > from) grown += 1;
          latest = decision.next;
        }
      }),
      { numRuns: 200 },
    );
    expect(grown).toBeGreaterThan(50);
  });

  test('shows monitors its checkpoint under the hash of the origin', () => {
    expect(witnessedCheckpointPath(sha256, 'log.example')).toMatch(/^[0-9a-f]{64}\/checkpoint$/);
    const digest = sha256(Buffer.from('log.example'));
    expect(witnessedCheckpointPath(sha256, 'log.example')).toBe(
      `${Buffer.from(digest).toString('hex')}/checkpoint`,
    );
  });
});

/** A tree with the same leaves but the first. */
function forkAt(size: number): Uint8Array[] {
  return [leafHash(sha256, Buffer.from('another')), ...leaves.slice(1, size)];
}

function unknown(): Signer {
  const key = ed25519FromSeed(new Uint8Array(32).fill(99));
  return ed25519Signer(sha256, origin, key.publicKey, key.sign);
}

describe('an add-checkpoint request', () => {
  test('is the lines of the specification', () => {
    const proof = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    expect(formatAddCheckpoint({ oldSize: 20, proof, checkpoint: 'note\n' })).toBe(
      'old 20\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\nAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=\n\nnote\n',
    );
    expect(formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: 'note\n' })).toBe('old 0\n\nnote\n');
  });

  test('is read back as it was written, and never written in two ways', () => {
    const sha = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const request = fc.record({
      oldSize: fc.maxSafeNat(),
      proof: fc.array(sha, { maxLength: 63 }),
      checkpoint: fc.string(),
    });
    fc.assert(
      fc.property(request, (request) => {
        const read = parseAddCheckpoint(formatAddCheckpoint(request));
        expect({ ...read, proof: read.proof.map(plain) }).toEqual(request);
      }),
    );
    const line = fc.constantFrom(
      'old 0',
      'old 1',
      'old 01',
      '',
      'AQ==',
      'A'.repeat(43),
      `${'A'.repeat(43)}=`,
      ' ',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const text = `${lines.join('\n')}\n`;
        try {
          expect(formatAddCheckpoint(parseAddCheckpoint(text))).toBe(text);
        } catch (error) {
          expect(error).toBeInstanceOf(WitnessMessageError);
        }
      }),
    );
  });

  const hash = `${'A'.repeat(43)}=\n`;
  test.each([
    ['nothing', ''],
    ['no empty line', 'old 0\nnote\n'],
    ['no size', 'old\n\nnote\n'],
    ['no "old"', '0\n\nnote\n'],
    ['a negative size', 'old -1\n\nnote\n'],
    ['a leading zero', 'old 00\n\nnote\n'],
    ['a space too many', 'old  0\n\nnote\n'],
    ['a size beyond what can be counted', 'old 9007199254740992\n\nnote\n'],
    ['a carriage return', 'old 0\r\n\r\nnote\n'],
    ['a short hash', `old 0\nAQ==\n\nnote\n`],
    ['a hash with stray bits', `old 0\n${'A'.repeat(42)}B=\n\nnote\n`],
    ['64 hashes', `old 1\n${hash.repeat(64)}\nnote\n`],
    ['megabytes', `old 1\n\n${'x'.repeat(2 ** 21)}`],
  ])('is refused with %s', (_, text) => {
    expect(() => parseAddCheckpoint(text)).toThrow(WitnessMessageError);
    expect(statusOf(undefined, text)).toBe(400);
  });

  test('takes 63 hashes and is not written with more, or with what it cannot hold', () => {
    expect(parseAddCheckpoint(`old 1\n${hash.repeat(63)}\nnote\n`).proof).toHaveLength(63);
    const request = { oldSize: 1, proof: [], checkpoint: '' };
    for (const wrong of [
      { oldSize: -1 },
      { oldSize: 0.5 },
      { proof: Array.from({ length: 64 }, () => new Uint8Array(32)) },
      { proof: [new Uint8Array(31)] },
    ]) {
      expect(() => formatAddCheckpoint({ ...request, ...wrong })).toThrow(RangeError);
    }
  });
});

describe('an answer of a witness', () => {
  test.each([
    { kind: 'cosigned', lines: '— w AAAAAAA=\n' },
    { kind: 'other-size', size: 0 },
    { kind: 'other-size', size: 20_852_014 },
    { kind: 'refused', reason: 'bad-request', message: 'one' },
    { kind: 'refused', reason: 'not-signed', message: 'two' },
    { kind: 'refused', reason: 'unknown-log', message: 'three' },
    { kind: 'refused', reason: 'not-consistent', message: 'four' },
  ] as const)('is read as it was written: %j', (answer) => {
    expect(parseAddCheckpointResponse(formatAddCheckpointResponse(answer))).toEqual(answer);
  });

  test('of another status is the witness’s failure', () => {
    for (const status of [204, 301, 429, 500, 503]) {
      expect(parseAddCheckpointResponse({ status, contentType: '', body: '' })).toEqual({
        kind: 'failed',
        status,
      });
    }
  });

  test.each([
    ['text/plain', '3\n'],
    ['text/x.tlog.size', '3'],
    ['text/x.tlog.size', '03\n'],
    ['text/x.tlog.size', '3\n\n'],
    ['text/x.tlog.size', ''],
    ['text/x.tlog.size', '9007199254740992\n'],
  ])('that is a conflict without a size is refused: %s %j', (contentType, body) => {
    expect(() => parseAddCheckpointResponse({ status: 409, contentType, body })).toThrow(WitnessMessageError);
  });
});

describe('cosignatures that a witness answered', () => {
  const witness = ed25519Witness('witness.example', 60, () => 1_700_000_000);
  const later = ed25519Witness('witness.example', 60, () => 1_800_000_000);
  const quantum = mlDsa44Witness('witness.example', () => 1_700_000_000);
  const accepted = decide(undefined, requestOf(0, 3));
  if (accepted.kind !== 'accepted') throw new Error('A first checkpoint is accepted.');
  const { next } = accepted;

  test('go from the decision over the wire into the checkpoint of the log', () => {
    const lines = cosign(next, [witness.signer, quantum.signer]);
    const witnesses = [witness.verifier, quantum.verifier];
    const { note, cosignatures } = takeCosignatures(noteOf(3), lines, witnesses);
    expect(cosignatures).toMatchObject([{ time: 1_700_000_000 }, { time: 1_700_000_000 }]);
    expect(openCosignedCheckpoint(note, [logVerifier], witnesses)).toMatchObject({
      checkpoint: { size: 3 },
      cosignatures: [{}, {}],
      unknown: 0,
    });
    expect(note.startsWith(noteOf(3))).toBe(true);
  });

  test('of keys that are not known are left out', () => {
    const lines = cosign(next, [quantum.signer, witness.signer]);
    const { note } = takeCosignatures(noteOf(3), lines, [witness.verifier]);
    expect(note).toBe(noteOf(3) + cosign(next, [witness.signer]));
    expect(takeCosignatures(noteOf(3), lines, [])).toEqual({ note: noteOf(3), cosignatures: [] });
  });

  test('take the place of those that the same key gave before', () => {
    const first = takeCosignatures(noteOf(3), cosign(next, [witness.signer]), [witness.verifier]);
    const second = takeCosignatures(first.note, cosign(next, [later.signer]), [witness.verifier]);
    expect(second.note).toBe(noteOf(3) + cosign(next, [later.signer]));
  });

  test('are refused when one of a known key is of another checkpoint or has no time', () => {
    const other = { ...next, text: formatCheckpoint({ origin, size: 4, root: rootOf(4) }) };
    expect(() => takeCosignatures(noteOf(3), cosign(other, [witness.signer]), [witness.verifier])).toThrow(
      NoteError,
    );
    // Right in every other way: the witness has signed that time.
    const { sign } = ed25519FromSeed(new Uint8Array(32).fill(60));
    const timeless = Buffer.concat([new Uint8Array(8), sign(cosignatureMessage(0, next.text))]);
    expect(witness.verifier.verify(Buffer.from(next.text), timeless)).toBe(true);
    const without: Signer = { ...witness.signer, sign: () => timeless };
    expect(() => takeCosignatures(noteOf(3), cosign(next, [without]), [witness.verifier])).toThrow(NoteError);
  });

  test.each(['', '\n', 'Hello.\n', '— w AAAAAAA='])(
    'are refused when they are no signature lines: %j',
    (lines) => {
      expect(() => takeCosignatures(noteOf(3), lines, [witness.verifier])).toThrow(NoteError);
    },
  );

  test('are not made without a key', () => {
    expect(() => cosign(next, [])).toThrow('needs a key');
  });
});

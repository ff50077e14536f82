import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ed25519FromSeed, ed25519Verify, sha256 } from '../test/node-crypto.ts';
import {
  ed25519Signer,
  ed25519Type,
  ed25519Verifier,
  formatVerifierKey,
  NoteError,
  noteSignaturesMax,
  openNote,
  parseVerifierKey,
  signNote,
} from './index.ts';
import type { NoteFault } from './index.ts';

/** The example of the C2SP signed-note specification. */
const exampleKey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const exampleNote = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;

function person(name: string, seedByte: number) {
  const { publicKey, sign } = ed25519FromSeed(new Uint8Array(32).fill(seedByte));
  const vkey = formatVerifierKey(sha256, name, ed25519Type, publicKey);
  return {
    signer: ed25519Signer(sha256, name, publicKey, sign),
    verifier: ed25519Verifier(sha256, vkey, ed25519Verify),
  };
}

function faultOf(act: () => unknown): NoteFault | 'none' {
  try {
    act();
    return 'none';
  } catch (error) {
    if (error instanceof NoteError) return error.fault;
    throw error;
  }
}

const log = person('log.example/1', 1);
const witness = person('witness.example', 2);

describe('a signed note', () => {
  test('of the specification opens with the verifier key of the specification', () => {
    const opened = openNote(exampleNote, [ed25519Verifier(sha256, exampleKey, ed25519Verify)]);
    expect(opened.text).toBe('This is an example message.\n');
    expect(opened.verified).toEqual([{ name: 'example.com/foo', keyId: 0x530d903a }]);
  });

  test('opens with any of its keys and skips those that the reader does not know', () => {
    const note = signNote('Two signed this.\n', [log.signer, witness.signer]);
    expect(openNote(note, [witness.verifier])).toMatchObject({
      text: 'Two signed this.\n',
      verified: [{ name: 'witness.example' }],
      unknown: 1,
    });
    expect(openNote(note, [log.verifier, witness.verifier]).verified).toHaveLength(2);
  });

  test('is refused when a known key is wrong, even if another one is right', () => {
    const mixed = signNote('A\n', [log.signer]) + signNote('B\n', [witness.signer]).slice(3);
    expect(faultOf(() => openNote(mixed, [log.verifier]))).toBe('none');
    expect(faultOf(() => openNote(mixed, [log.verifier, witness.verifier]))).toBe('wrong-signature');
  });

  test('is refused when nobody known signed it, also if a stranger shares the name or the id', () => {
    const note = signNote('A\n', [log.signer]);
    const namesake = person('log.example/1', 9);
    expect(faultOf(() => openNote(note, [namesake.verifier]))).toBe('no-known-key');
    expect(faultOf(() => openNote(note, [{ ...log.verifier, name: 'other' }]))).toBe('no-known-key');
    expect(faultOf(() => openNote(note, []))).toBe('no-known-key');
  });

  test('takes at least sixteen signatures, and not without end', () => {
    const signers = Array.from(
      { length: noteSignaturesMax },
      (_, index) => person(`s${index}`, index).signer,
    );
    const full = signNote('Many\n', signers);
    expect(openNote(full, [person('s15', 15).verifier]).unknown).toBe(noteSignaturesMax - 1);
    const line = full.slice(full.lastIndexOf('—'));
    expect(faultOf(() => openNote(full + line, [person('s15', 15).verifier]))).toBe('malformed');
    expect(faultOf(() => signNote('Many\n', [...signers, log.signer]))).toBe('malformed');
  });

  test('may have empty lines in its text; the last one divides', () => {
    const text = 'first\n\nsecond\n\n\nthird\n';
    expect(openNote(signNote(text, [log.signer]), [log.verifier]).text).toBe(text);
  });

  test.each([
    ['no newline at the end of the text', () => signNote('text', [log.signer])],
    ['a control character', () => signNote('a\tb\n', [log.signer])],
    ['half of a surrogate pair', () => signNote('a\ud800\n', [log.signer])],
    ['no signer', () => signNote('text\n', [])],
    ['a space in the name', () => signNote('text\n', [{ ...log.signer, name: 'a b' }])],
    ['a plus in the name', () => signNote('text\n', [{ ...log.signer, name: 'a+b' }])],
  ])('is not made with %s', (_, make) => {
    expect(faultOf(make)).toBe('malformed');
  });

  test.each([
    ['no signature', 'text\n\n'],
    ['no empty line', 'text\n— a AAAAAAA=\n'],
    ['no newline at the end', exampleNote.slice(0, -1)],
    ['a hyphen for the dash', exampleNote.replace('—', '-')],
    ['a second space', exampleNote.replace('foo Uw', 'foo  Uw')],
    ['base64 without its padding', exampleNote.replace('aQM=', 'aQM')],
    ['base64 with stray bits', exampleNote.replace('aQM=', 'aQN=')],
    ['a signature of no bytes', 'text\n\n— a AAAAAA==\n'],
    ['a carriage return', exampleNote.replace('message.\n', 'message.\r\n')],
    ['nothing', ''],
  ])('is malformed with %s', (_, note) => {
    expect(faultOf(() => openNote(note, [ed25519Verifier(sha256, exampleKey, ed25519Verify)]))).toBe(
      'malformed',
    );
  });

  test('comes back whole whatever its text, and any changed character is noticed', () => {
    const line = fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cc}/u.test(text));
    fc.assert(
      fc.property(fc.array(line), fc.nat(), (lines, at) => {
        const text = `${lines.join('\n')}\n`;
        const note = signNote(text, [log.signer]);
        expect(openNote(note, [log.verifier]).text).toBe(text);
        const position = at % note.length;
        const changed = `${note.slice(0, position)}\u00a1${note.slice(position + 1)}`;
        if (changed !== note) expect(faultOf(() => openNote(changed, [log.verifier]))).not.toBe('none');
      }),
      { numRuns: 60 },
    );
  });

  test('cannot be opened with two keys that cannot be told apart', () => {
    const note = signNote('A\n', [log.signer]);
    expect(() => openNote(note, [log.verifier, log.verifier])).toThrow('Two verifiers');
  });
});

describe('a verifier key', () => {
  test('is written as it was read', () => {
    const key = parseVerifierKey(sha256, exampleKey);
    expect(key).toMatchObject({ name: 'example.com/foo', keyId: 0x530d903a, type: ed25519Type });
    expect(formatVerifierKey(sha256, key.name, key.type, key.publicKey)).toBe(exampleKey);
  });

  test('may have plus signs in its base64', () => {
    // Among these keys some have one.
    for (let seed = 0; seed < 32; seed++) {
      const { publicKey } = ed25519FromSeed(new Uint8Array(32).fill(seed));
      const text = formatVerifierKey(sha256, 'a', ed25519Type, publicKey);
      expect(parseVerifierKey(sha256, text).publicKey).toEqual(Uint8Array.from(publicKey));
    }
  });

  test.each([
    ['another id', exampleKey.replace('530d903a', '530d903b')],
    ['an id in capitals', exampleKey.replace('530d903a', '530D903A')],
    ['no name', exampleKey.slice('example.com/foo'.length)],
    ['a space in the name', exampleKey.replace('/foo', ' foo')],
    ['nothing after the id', 'example.com/foo+530d903a+'],
    ['a newline at the end', `${exampleKey}\n`],
  ])('is refused with %s', (_, text) => {
    expect(() => parseVerifierKey(sha256, text)).toThrow(/verifier key/);
  });

  test('of another type or length is no Ed25519 verifier', () => {
    const cosigner = formatVerifierKey(sha256, 'a', 0x04, new Uint8Array(32));
    expect(() => ed25519Verifier(sha256, cosigner, ed25519Verify)).toThrow('type 4');
    const short = formatVerifierKey(sha256, 'a', ed25519Type, new Uint8Array(31));
    expect(() => ed25519Verifier(sha256, short, ed25519Verify)).toThrow('32 bytes');
  });
});

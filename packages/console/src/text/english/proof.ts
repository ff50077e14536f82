/** What a check of a receipt or of the log found, wherever it is shown. */
export const proof = {
  verify: 'Verify here',
  checking: 'This browser is checking …',
  missing: {
    encoding: 'This browser is too old to check a receipt.',
    cryptography:
      'This browser lets a page use its cryptography only over a secure connection or on the machine of the node, so it cannot check anything here.',
    signatures: 'This browser cannot check signatures of the kind that the log carries (Ed25519).',
  },
  missingHelp: 'In a terminal the same check is:',
  command: (file: string) => `commonhold receipt verify ${file}`,
  proven: 'Proven',
  provenIf: 'Proven, if the key is the node’s',
  notProven: 'Not proven',
  nothing: 'Nothing that this file says is worth anything as evidence, so none of it is shown.',
  held: (origin: string, size: string) =>
    `This is what the log ${origin} held about the call when its head was signed over ${size} entries. This browser checked it by itself, without asking the node.`,
  trustedKey: 'The head is signed by the key that you gave as trusted.',
  statedKey:
    'The head is signed by this key, which the receipt itself names. Compare it with the one that the owner of the node has published somewhere else; the node cannot vouch for itself.',
  keyLabel: 'Copy the verifier key',
  proves: 'What this proves',
  cannot: 'What this does not prove',
  coverage: (version: number) =>
    `These sentences are of the published coverage text, version ${version}, whose SHA-256 is`,
  evidence: 'The evidence',
  leaf: (index: string, kind: string, hashes: number) =>
    `Entry ${index}, ${kind}: with ${hashes === 1 ? 'one hash' : `${hashes} hashes`} beside its path it gives the signed root.`,
  root: 'Root',
  head: 'The signed head',
  signers: 'Signed by',
  signedByLog: (name: string) => `${name}, the log itself`,
  cosigned: (name: string, time: string) => `${name}, who says to have seen it on ${time}`,
  witnessed: (witness: string, name: string, time: string) =>
    `${witness} (${name}), who says to have seen it on ${time}. This browser found that signature right, by the key that this node names for that witness.`,
  cosignerWrong: (problem: string) => `A cosignature on this head is not right: ${problem}`,
  otherSigner: (name: string) => `${name}, by a signature that this page cannot read`,
  cosignersUnchecked:
    'Where nothing is said of a check, the key of the cosigner is not known here, so its signature was not checked.',
  cosignersBeyond:
    'The sentences about what is proved do not count cosignatures, because a receipt names no keys of witnesses.',
  alone: 'Nobody else’s signature is on it.',
  file: 'The file that was checked',
  fileFacts: (bytes: string) => `${bytes}, SHA-256`,
  text: {
    button: { request: 'Hold the request against it', answer: 'Hold the answer against it' },
    lead: 'A receipt can open what the log committed to. Then this browser can say whether the text shown above is that text, to the byte. Opening it is written into the log.',
    fits: 'The text shown is the one committed to, to the byte.',
    differs: 'The text shown is not the one that the receipt opens.',
    none: 'There are no bytes to hold against it.',
  },
};

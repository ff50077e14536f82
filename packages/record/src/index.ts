export { canonicalJson, canonicalJsonBytes } from './canonical-json.ts';
export type { CanonicalValue } from './canonical-json.ts';
export { checkCommitment, commitmentOf, commitmentPrefix, saltBytes } from './commitment.ts';
export { encodeLeaf, LeafError, parseLeaf } from './leaf-codec.ts';
export { leafBytesMax } from './leaf.ts';
export type {
  AccessLeaf,
  AttestationLeaf,
  ChangeLeaf,
  Commitment,
  Digest,
  ErasureLeaf,
  IntentLeaf,
  Leaf,
  LeafKind,
  LogSessionLeaf,
  OutcomeLeaf,
  RefusalLeaf,
} from './leaf.ts';

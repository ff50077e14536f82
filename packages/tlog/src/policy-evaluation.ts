import { parseCheckpoint } from './checkpoint.ts';
import type { ParsedCheckpoint } from './checkpoint.ts';
import { openCosignedCheckpoint } from './cosignature.ts';
import type { Cosignature, CosignatureVerifier } from './cosignature.ts';
import type { Hash } from './hash.ts';
import { parseNote } from './note.ts';
import type { Verifier } from './note.ts';
import type { Policy, PolicyWitness } from './policy.ts';
import { cosignatureVerifierFor, verifierFor } from './verifier.ts';
import type { SignatureChecks } from './verifier.ts';

/** Names of the groups and witnesses that have witnessed what these witnesses have cosigned. */
export function witnessedBy(policy: Policy, cosigned: ReadonlySet<string>): Set<string> {
  const witnessed = new Set<string>();
  for (const { name } of policy.witnesses) if (cosigned.has(name)) witnessed.add(name);
  // Members are defined before the group, so one pass in the order of the file is enough.
  for (const { name, members, threshold } of policy.groups) {
    if (members.filter((member) => witnessed.has(member)).length >= threshold) witnessed.add(name);
  }
  return witnessed;
}

/** Whether these witnesses are enough, by their names in the policy. */
export function meetsQuorum(policy: Policy, cosigned: ReadonlySet<string>): boolean {
  return policy.quorum === undefined || witnessedBy(policy, cosigned).has(policy.quorum);
}

export interface CheckpointByPolicy {
  readonly hash: Hash;
  readonly policy: Policy;
  /** The signed note. */
  readonly note: string;
  readonly checks: SignatureChecks;
  /** Keys of the log that is meant, in place of the listed ones. Without either nothing is accepted. */
  readonly log?: readonly Verifier[];
}

export interface PolicyVerdict {
  readonly checkpoint: ParsedCheckpoint;
  readonly quorumMet: boolean;
  /** Names of witnesses in the policy whose cosignature is right, and what they said of the time. */
  readonly cosigned: readonly (Cosignature & { readonly witness: string })[];
  /** Names of groups that have witnessed the checkpoint. */
  readonly groups: readonly string[];
  /** Names of witnesses whose keys cannot be checked here, so that they count as silent. */
  readonly unchecked: readonly string[];
}

/**
 * Holds a checkpoint to a policy. Throws a `NoteError` when no listed log with its origin has signed it, or when the
 * signature of any listed key is wrong. A quorum that is missed is an answer, not an error: witnesses may be late.
 */
export function judgeCheckpoint(input: CheckpointByPolicy): PolicyVerdict {
  const { hash, policy, note, checks } = input;
  const { origin } = parseCheckpoint(parseNote(note).text);
  const listed = policy.logs.filter(({ key }) => key.name === origin);
  const logs = input.log ?? listed.flatMap(({ verifierKey }) => verifierFor(hash, verifierKey, checks) ?? []);
  const pairs: { witness: PolicyWitness; verifier: CosignatureVerifier }[] = [];
  const unchecked: string[] = [];
  for (const witness of policy.witnesses) {
    const verifier = cosignatureVerifierFor(hash, witness.verifierKey, checks);
    if (verifier === undefined) unchecked.push(witness.name);
    else pairs.push({ witness, verifier });
  }
  const { checkpoint, cosignatures } = openCosignedCheckpoint(
    note,
    logs,
    pairs.map(({ verifier }) => verifier),
  );
  const cosigned = cosignatures.flatMap((cosignature) => {
    const pair = pairs.find(
      ({ verifier }) => verifier.name === cosignature.name && verifier.keyId === cosignature.keyId,
    );
    return pair === undefined ? [] : [{ ...cosignature, witness: pair.witness.name }];
  });
  const names = new Set(cosigned.map(({ witness }) => witness));
  const witnessed = witnessedBy(policy, names);
  return {
    checkpoint,
    quorumMet: meetsQuorum(policy, names),
    cosigned,
    groups: policy.groups.map(({ name }) => name).filter((name) => witnessed.has(name)),
    unchecked,
  };
}

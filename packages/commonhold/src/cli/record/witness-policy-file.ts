import {
  ed25519Type,
  ed25519Verifier,
  judgeCheckpoint,
  NoteError,
  parsePolicy,
  type Policy,
  policyBytesMax,
  PolicyError,
} from '@commonhold/tlog';
import { CommonholdError, describe } from '#base';
import { verifySignature } from '#ledger';
import { sha256 } from '#store';
import { signatureChecks } from '#witness';
import { readGivenFile } from '../terminal/given-file.ts';
import { print, styled, type Terminal } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';

/** A policy file of the standard, as somebody trusts it. Throws `file_unreadable`, `policy_file_invalid`. */
export async function readPolicyFile(file: string): Promise<Policy> {
  const bytes = await readGivenFile(file, policyBytesMax);
  try {
    return parsePolicy(sha256, bytes);
  } catch (thrown) {
    if (!(thrown instanceof PolicyError)) throw thrown;
    throw new CommonholdError(
      'policy_file_invalid',
      { file, detail: describe(thrown).replace(/\.$/, '') },
      { cause: thrown },
    );
  }
}

/** Keys of logs that the policy trusts and that can be checked here: those of Commonhold are Ed25519. */
export function logKeysOf(policy: Policy): readonly string[] {
  return policy.logs.filter(({ key }) => key.type === ed25519Type).map(({ verifierKey }) => verifierKey);
}

export interface JudgedByPolicy {
  /** Whether the log and enough of the witnesses have signed. */
  readonly verdict: 'met' | 'not-met';
  /** What the policy asks for: a witness or a group; undefined when it asks for none. */
  readonly quorum: string | undefined;
  /** Witnesses of the policy whose cosignature is right, and when each gave it by its own clock. */
  readonly cosigned: readonly { readonly witness: string; readonly time: string | undefined }[];
  readonly groups: readonly string[];
  /** What is wrong with the signatures themselves. */
  readonly problem: string | undefined;
}

/** Holds a signed head to a policy; `logKeys` take the place of the logs that it lists. */
export function judgeByPolicy(policy: Policy, note: string, logKeys: readonly string[]): JudgedByPolicy {
  const { quorum } = policy;
  try {
    const verdict = judgeCheckpoint({
      hash: sha256,
      policy,
      note,
      checks: signatureChecks,
      log: logKeys.map((key) => ed25519Verifier(sha256, key, verifySignature)),
    });
    return {
      verdict: verdict.quorumMet ? 'met' : 'not-met',
      quorum,
      cosigned: verdict.cosigned.map(({ witness, time }) => ({ witness, time: timeText(time) })),
      groups: verdict.groups,
      problem: undefined,
    };
  } catch (thrown) {
    if (!(thrown instanceof NoteError)) throw thrown;
    return { verdict: 'not-met', quorum, cosigned: [], groups: [], problem: thrown.message };
  }
}

/** A witness may say any time; one that is no date is not shown as one. */
function timeText(seconds: number): string | undefined {
  const date = new Date(seconds * 1000);
  return seconds === 0 || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

export function showPolicy(terminal: Terminal, { verdict, quorum, cosigned, problem }: JudgedByPolicy): void {
  const asked = quorum === undefined ? 'it asks for no witness' : `it asks for ${printable(quorum)}`;
  const word = verdict === 'met' ? styled(terminal, 'green', 'met') : styled(terminal, 'red', 'NOT MET');
  print(terminal, `  policy      ${word}; ${asked}`);
  if (problem !== undefined) print(terminal, `              ${printable(problem)}`);
  if (cosigned.length === 0) print(terminal, '  witnesses   none of the policy has cosigned this head');
  for (const { witness, time } of cosigned) {
    print(terminal, `  witness     ${printable(witness)}, ${time ?? 'at a time that it did not say'}`);
  }
}

import { ed25519Verifier, readVerifierKey, type Verifier } from '@commonhold/tlog';
import { sha256 } from '#store';
import { signatureChecks } from '../signature-checks.ts';
import type { WitnessOptions } from '../witness-options.ts';

/** A log whose heads this node cosigns. While its owner changes keys, it has several. */
export interface AcceptedKeys {
  readonly verifierKeys: readonly string[];
  readonly verifiers: readonly Verifier[];
}

/** The accepted logs by their origins, which are the names of their keys. */
export function acceptedLogs(accept: WitnessOptions['accept']): ReadonlyMap<string, AcceptedKeys> {
  const logs = new Map<string, AcceptedKeys>();
  for (const { key } of accept) {
    const { name } = readVerifierKey(key);
    const known = logs.get(name) ?? { verifierKeys: [], verifiers: [] };
    // The same key twice would be two keys of one name and id, which no note can be opened with.
    if (known.verifierKeys.includes(key)) continue;
    logs.set(name, {
      verifierKeys: [...known.verifierKeys, key],
      verifiers: [...known.verifiers, ed25519Verifier(sha256, key, signatureChecks.ed25519)],
    });
  }
  return logs;
}

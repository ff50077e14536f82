import { canonicalJson } from '@commonhold/record';
import { createHash } from 'node:crypto';
import type { Principal } from '#call';
import type { Configuration } from '#config';
import { change } from '#gate';
import type { Ledger } from '#ledger';
import type { Store } from '#store';
import { inForce } from './in-force.ts';
import type { LocalModel } from '../models/local-models.ts';

/** What of the configuration was in force when it was last recorded; kept in the table `setting`. */
interface Recorded {
  readonly configuration: string;
  /** Name to digest of each local model. */
  readonly models: Readonly<Record<string, string>>;
}

const settingName = 'recorded-configuration';

/**
 * Records what has changed since the configuration was last recorded, by this process or an earlier one, and puts
 * the new one in force. Files may have been edited while no node ran; the record says so at the next start.
 * Returns what changed, in words.
 */
export async function recordConfiguration(
  store: Store,
  ledger: Pick<Ledger, 'change'>,
  actor: Principal,
  configuration: Configuration,
  models: ReadonlyMap<string, LocalModel>,
  labelFiles: Readonly<Record<string, string>>,
  apply: () => void,
): Promise<readonly string[]> {
  const before = await readRecorded(store);
  const now: Recorded = {
    configuration: createHash('sha256')
      .update(canonicalJson(inForce(configuration, labelFiles) as never))
      .digest('base64url'),
    models: Object.fromEntries([...models.values()].map(({ name, digest }) => [name, digest])),
  };
  const changed: string[] = [];
  // What is in force is remembered with the last leaf: a crash in between tells of a model twice, and never not at all.
  const remember = {
    statement: 'put-setting',
    values: [settingName, JSON.stringify(now)],
  } as const;
  for (const name of new Set([...Object.keys(before.models), ...Object.keys(now.models)])) {
    const old = before.models[name];
    const digest = now.models[name];
    if (old === digest) continue;
    const action = old === undefined ? 'add' : digest === undefined ? 'remove' : 'replace';
    await change(ledger, actor, {
      subject: 'model',
      action,
      target: name,
      ...(digest === undefined ? {} : { digest: Buffer.from(digest, 'hex').toString('base64url') }),
      rows: [],
      apply: () => undefined,
    });
    changed.push(`model ${name}: ${action}`);
  }
  if (before.configuration !== now.configuration || changed.length > 0) {
    await change(ledger, actor, {
      subject: 'configuration',
      action: before.configuration === '' ? 'add' : 'replace',
      // The text may name people and places, so the leaf holds an opaque id made from its digest and not the digest.
      target: now.configuration,
      rows: [remember],
      apply,
    });
    if (before.configuration !== now.configuration) changed.push('configuration');
  } else {
    apply();
  }
  return changed;
}

async function readRecorded(store: Store): Promise<Recorded> {
  const [row] = await store.read<{ value: string }>('SELECT value FROM setting WHERE name = ?', [
    settingName,
  ]);
  return row ? (JSON.parse(row.value) as Recorded) : { configuration: '', models: {} };
}

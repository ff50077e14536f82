import { CommonholdError } from '#base';
import { bodyFields, bodyPlace, type BodyField, type Store } from '#store';
import { AttemptSecret } from './attempt-secret.ts';
import { decryptBody } from './body-cipher.ts';
import type { Domains } from './domains.ts';
import { erasureOf } from '../erasure/erasure-of-call.ts';
import type { OpenedBody } from '../ledger.ts';

interface AttemptRow {
  readonly number: number;
  readonly intent: number;
  readonly outcome: number | null;
  readonly domain: string;
  readonly secret: Uint8Array;
}

/**
 * Decrypts what is stored of a call. Throws `call_unknown`, `body_erased` when nothing of it can be opened any more
 * because it was erased, and `home_damaged` when a body is not what was encrypted.
 */
export async function readBodies(
  store: Store,
  domains: Domains,
  home: string,
  call: string,
): Promise<readonly OpenedBody[]> {
  const attempts = await store.read<AttemptRow>(
    `SELECT number, intent, outcome, domain, secret FROM attempt WHERE call = ?1
     UNION ALL SELECT 0, leaf, NULL, domain, secret FROM refusal WHERE call = ?1 ORDER BY 1`,
    [call],
  );
  if (attempts.length === 0) throw new CommonholdError('call_unknown', { call });
  const opened: OpenedBody[] = [];
  const erasure = await erasureOf(store, call);
  if (erasure !== undefined) throw new CommonholdError('body_erased', { call, time: erasure.time });
  for (const row of attempts) {
    const domain = await domains.byId(row.domain);
    if (domain === undefined) {
      const detail = `the key of call ${call}, attempt ${row.number}, is gone, and no erasure says so`;
      throw new CommonholdError('home_damaged', { home, detail });
    }
    const name = { call, attempt: row.number };
    const secret = AttemptSecret.unwrap(domain, name, row.secret);
    for (const [field, place] of placesOf(row)) {
      const [body] = await store.read<{ bytes: Uint8Array }>('SELECT bytes FROM body WHERE place = ?', [
        place,
      ]);
      if (body === undefined) continue;
      const bytes =
        secret === undefined ? undefined : decryptBody(secret.key(field), name, field, body.bytes);
      if (bytes === undefined) {
        const detail = `the ${field} of call ${call}, attempt ${row.number}, is not what was encrypted`;
        throw new CommonholdError('home_damaged', { home, detail });
      }
      opened.push({ attempt: row.number, field, bytes });
    }
  }
  return opened;
}

/** Which fields a leaf can have beside it: what was sent with the intent, what came back with the outcome. */
function placesOf(row: AttemptRow): [BodyField, number][] {
  return bodyFields.flatMap((field, position): [BodyField, number][] => {
    const leaf = field === 'received' ? row.outcome : row.intent;
    return leaf === null ? [] : [[field, bodyPlace(leaf, position)]];
  });
}

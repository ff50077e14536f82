import { CommonholdError } from '#base';
import type { Store } from '#store';
import type { DomainName } from '../bodies/domain-secret.ts';
import { bodiesOf, type Candidate, candidatesOf } from './candidates.ts';
import type { Holds } from './holds.ts';
import type { ErasureExtent, ErasureScope } from './terms.ts';

/** Enough for a person to recognise what was meant. */
const firstCallsMax = 20;

/** What an erasure is about: which keys go whole, and which calls one by one because their domain lives on. */
export interface Selection {
  readonly domains: readonly DomainName[];
  /** Log indexes of calls whose own secrets go. */
  readonly single: readonly number[];
  /** Calls in both groups. */
  readonly calls: number;
  readonly firstCalls: readonly { readonly id: string; readonly time: string }[];
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly bodies: { readonly count: number; readonly bytes: number };
  readonly held: number;
  readonly open: number;
  readonly already: number;
}

/** Throws `call_unknown`. */
export async function select(
  store: Store,
  domains: readonly DomainName[],
  holds: Holds,
  scope: ErasureScope,
  extent: ErasureExtent,
): Promise<Selection> {
  if (scope.kind === 'call') {
    const known = await store.read('SELECT 1 FROM call WHERE id = ?', [scope.call]);
    if (known.length === 0) throw new CommonholdError('call_unknown', { call: JSON.stringify(scope.call) });
  }
  const byId = new Map(domains.map((domain) => [domain.id, domain]));
  const whole = extent === 'bodies' ? [] : await wholeDomains(store, domains, holds, scope);
  const wholeIds = new Set(whole.map(({ id }) => id));
  const single: number[] = [];
  const firstCalls: { id: string; time: string }[] = [];
  const bodies = { count: 0, bytes: 0 };
  let [calls, held, open, already] = [0, 0, 0, 0];
  let [from, to]: (string | undefined)[] = [];
  for await (const candidates of candidatesOf(store, scope, extent)) {
    const taken: Candidate[] = [];
    for (const candidate of candidates) {
      const its = candidate.attempts.map(({ domain }) => byId.get(domain));
      if (candidate.isErased) already += 1;
      else if (!isInScope(scope, its)) continue;
      else if (isHeld(holds, candidate, its)) held += 1;
      else {
        if (candidate.isOpen) open += 1;
        if (!isWhollyIn(wholeIds, candidate)) single.push(candidate.leaf);
        taken.push(candidate);
      }
    }
    calls += taken.length;
    for (const { id, time } of taken) {
      if (firstCalls.length < firstCallsMax) firstCalls.push({ id, time });
      if (from === undefined || time < from) from = time;
      if (to === undefined || time > to) to = time;
    }
    const found = await bodiesOf(store, taken);
    bodies.count += found.count;
    bodies.bytes += found.bytes;
  }
  return { domains: whole, single, calls, firstCalls, from, to, bodies, held, open, already };
}

/** Its leaf names one domain; a call with attempts under two keys is named by itself. */
function isWhollyIn(domains: ReadonlySet<string>, { attempts }: Candidate): boolean {
  const [domain = '', ...others] = new Set(attempts.map((attempt) => attempt.domain));
  return domains.has(domain) && others.length === 0;
}

/** Of a person in one project only the attempts under that project's keys. */
function isInScope(scope: ErasureScope, domains: readonly (DomainName | undefined)[]): boolean {
  if (scope.kind !== 'person' || scope.project === undefined) return true;
  return domains.some((domain) => domain?.project === scope.project);
}

function isHeld(holds: Holds, candidate: Candidate, domains: readonly (DomainName | undefined)[]): boolean {
  return (
    holds.keepsCall(candidate.id) ||
    domains.some((domain) => domain !== undefined && holds.keepsDomain(domain))
  );
}

/** Domains that lie in the scope with all that they hold, and of which no hold keeps anything. */
async function wholeDomains(
  store: Store,
  domains: readonly DomainName[],
  holds: Holds,
  scope: ErasureScope,
): Promise<readonly DomainName[]> {
  if (scope.kind === 'call' || scope.kind === 'file') return [];
  const withHeldCall = new Set(
    (
      await store.read<{ domain: string }>(
        `SELECT domain FROM json_each(?1) AS one JOIN attempt ON attempt.call = one.value
         UNION SELECT domain FROM json_each(?1) AS one JOIN refusal ON refusal.call = one.value`,
        [JSON.stringify(holds.calls())],
      )
    ).map(({ domain }) => domain),
  );
  return domains.filter((domain) => {
    if (withHeldCall.has(domain.id) || holds.keepsDomain(domain)) return false;
    if (scope.kind === 'before') return monthAfter(domain.month) <= scope.time;
    const { principals, project } = scope;
    return principals.includes(domain.principal) && (project === undefined || domain.project === project);
  });
}

/** `2026-12` is over when `2027-01` begins. */
function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString();
}

import { type IntentLeaf, parseLeaf } from '@commonhold/record';
import { CommonholdError } from '#base';
import type { Store } from '#store';
import type { BodySearch, FoundBodies, FoundCall } from '../accesses/access-log.ts';
import type { CallSummary } from './call-query.ts';
import type { Domains } from '../bodies/domains.ts';
import { findCalls } from './find-calls.ts';
import type { OpenedBody } from '../ledger.ts';
import { readBodies } from '../bodies/read-bodies.ts';
import { answerText, requestText } from './spoken-text.ts';

/**
 * What one search looks through, in pieces of one call: with 2,000 small calls two to eight seconds on a busy machine of two
 * cores, in which other requests took as long as ever (measured).
 */
export interface SearchBudget {
  readonly bytes: number;
  readonly calls: number;
  readonly found: number;
}
const searchBudget: SearchBudget = { bytes: 16 * 1024 * 1024, calls: 2000, found: 100 };

/** Calls asked for at once; little enough that the reader thread is soon free for others. */
const pageCalls = 50;

/** What means something else in a pattern. */
const special = /[\\^$.*+?()[\]{}|/]/g;

/** Characters shown around a hit. */
const contextCharacters = 60;

/**
 * Looks through bodies from the latest call on, each call with reads of its own, so that others take their turn in between.
 * A body larger than the whole budget is still looked through, alone, because nobody could get past it otherwise.
 */
export async function searchBodies(
  store: Store,
  domains: Domains,
  home: string,
  asked: BodySearch,
  signal: AbortSignal,
  budget = searchBudget,
): Promise<FoundBodies> {
  const pattern = new RegExp(asked.words.replaceAll(special, String.raw`\$&`), 'iu');
  const found: FoundCall[] = [];
  const searched = { calls: 0, bytes: 0, erased: 0, damaged: 0 };
  let newest: string | undefined;
  let oldest: string | undefined;
  const result = (older: number | undefined): FoundBodies => ({
    found,
    searched: {
      ...searched,
      ...(newest === undefined ? {} : { newest }),
      ...(oldest === undefined ? {} : { oldest }),
    },
    ...(older === undefined ? {} : { older }),
  });
  let { before } = asked.among;
  for (;;) {
    const page = await findCalls(store, { ...asked.among, before, limit: pageCalls });
    for (const call of page.calls) {
      signal.throwIfAborted();
      const size = await sizeOfBodies(store, call.id);
      const isFull =
        searched.calls >= budget.calls ||
        found.length >= budget.found ||
        (searched.calls > 0 && searched.bytes + size > budget.bytes);
      if (isFull) return result(call.index + 1);
      const bodies = await bodiesOf(store, domains, home, call.id);
      if (typeof bodies === 'string') {
        searched[bodies] += 1;
        continue;
      }
      searched.calls += 1;
      searched.bytes += size;
      newest ??= call.id;
      oldest = call.id;
      const hit = await firstHit(store, call, bodies, pattern);
      if (hit !== undefined) found.push(hit);
    }
    if (page.older === undefined || page.complete) return result(undefined);
    // A filter that meets few calls may have ended in the middle of nothing; whoever asked says whether to go on.
    if (page.calls.length === 0) return result(page.older);
    before = page.older;
  }
}

/** A word instead of them when they cannot be opened, which must not end the search of all others. */
async function bodiesOf(
  store: Store,
  domains: Domains,
  home: string,
  call: string,
): Promise<readonly OpenedBody[] | 'erased' | 'damaged'> {
  try {
    return await readBodies(store, domains, home, call);
  } catch (thrown) {
    if (!(thrown instanceof CommonholdError)) throw thrown;
    if (thrown.code === 'body_erased') return 'erased';
    if (thrown.code === 'home_damaged') return 'damaged';
    throw thrown;
  }
}

async function firstHit(
  store: Store,
  call: CallSummary,
  bodies: readonly OpenedBody[],
  pattern: RegExp,
): Promise<FoundCall | undefined> {
  const wires = await providerWires(store, call.id);
  for (const { attempt, field, bytes } of bodies) {
    // What was sent says what the request says, in another protocol's words.
    if (field === 'sent') continue;
    const text =
      field === 'request'
        ? requestText(call.wire, bytes)
        : answerText(wires.get(attempt) ?? call.wire, bytes);
    const at = pattern.exec(text);
    if (at !== null) return { call, attempt, field, excerpt: excerptAt(text, at.index, at[0].length) };
  }
  return undefined;
}

function excerptAt(text: string, at: number, length: number): string {
  const from = Math.max(0, at - contextCharacters);
  const to = Math.min(text.length, at + length + contextCharacters);
  // A cut may have halved a character of two units.
  const piece = text.slice(from, to).toWellFormed();
  return `${from > 0 ? '…' : ''}${piece}${to < text.length ? '…' : ''}`;
}

/** Stored bytes of a call, without reading them. */
async function sizeOfBodies(store: Store, call: string): Promise<number> {
  const [row] = await store.read<{ bytes: number }>(
    `SELECT coalesce(sum(length(body.bytes)), 0) AS bytes FROM (
       SELECT intent AS leaf FROM attempt WHERE call = ?1
       UNION ALL SELECT outcome FROM attempt WHERE call = ?1 AND outcome IS NOT NULL
       UNION ALL SELECT leaf FROM refusal WHERE call = ?1
     ) AS mine JOIN body ON body.place BETWEEN mine.leaf * 4 AND mine.leaf * 4 + 3`,
    [call],
  );
  return row?.bytes ?? 0;
}

/** The protocol that each attempt's destination spoke, as its intent has it. */
async function providerWires(store: Store, call: string): Promise<ReadonlyMap<number, string>> {
  const rows = await store.read<{ bytes: Uint8Array }>(
    'SELECT leaf.bytes FROM attempt JOIN leaf ON leaf.idx = attempt.intent WHERE attempt.call = ?',
    [call],
  );
  const intents = rows.map(({ bytes }) => parseLeaf(bytes) as IntentLeaf);
  return new Map(intents.map(({ attempt, wire }) => [attempt, wire.provider]));
}

import { CommonholdError, type Randomness } from '#base';
import type { Principal } from '#call';
import type { Store } from '#store';
import type { Domains } from './domains.ts';
import { anyErased, callsNamedIn } from '../erasure/copies.ts';
import { seal, unseal } from './seal.ts';

/**
 * What the console's Ask page keeps of a conversation: its title, its tree of messages, and the ids of the calls that
 * answered. It is the person's own working copy and not the record; it is sealed under the same domain key as the
 * bodies of the month in which it began, so that destroying that key takes the copy along.
 */
export interface Conversation {
  readonly id: string;
  /** RFC 3339, when it was last written. */
  readonly updated: string;
  readonly document: Uint8Array;
}

/** A page of a person's conversations is read whole for a search; more than this are reached by deleting old ones. */
const conversationsMax = 2000;

/** A long talk of text is some 100 KB; the bound keeps a list of them readable in one go. */
export const conversationBytesMax = 1024 * 1024;

interface ConversationRow {
  readonly id: string;
  readonly principal: string;
  readonly domain: string;
  readonly updated: string;
  readonly sealed: Uint8Array;
}

export class Conversations {
  readonly #store: Store;
  readonly #domains: Domains;
  readonly #randomness: Randomness;

  constructor(store: Store, domains: Domains, randomness: Randomness) {
    this.#store = store;
    this.#domains = domains;
    this.#randomness = randomness;
  }

  /** Latest first. What was erased is left out: there is nothing of it to show. */
  async list(principal: Principal): Promise<readonly Conversation[]> {
    const rows = await this.#store.read<ConversationRow>(
      'SELECT * FROM conversation WHERE principal = ? ORDER BY updated DESC LIMIT ?',
      [principal.id, conversationsMax],
    );
    const opened = await Promise.all(rows.map((row) => this.#open(row)));
    return opened.filter((conversation) => conversation !== undefined);
  }

  async read(principal: Principal, id: string): Promise<Conversation | undefined> {
    const row = await this.#row(id);
    return row?.principal === principal.id ? this.#open(row) : undefined;
  }

  /**
   * Writes it whole. A crash before the commit leaves the version before. Throws `conversation_unknown` when the id is
   * somebody else's, which tells no more than that it is not yours, `conversations_full`, and `conversation_erased` when a
   * call in it was erased: a page that is still open would bring the words back.
   */
  async put(principal: Principal, id: string, document: Uint8Array, nowMs: number): Promise<void> {
    const before = await this.#row(id);
    if (before !== undefined && before.principal !== principal.id) {
      throw new CommonholdError('conversation_unknown', { conversation: id });
    }
    if (before === undefined) await this.#requireRoom(principal);
    if (await anyErased(this.#store, callsNamedIn(document))) {
      throw new CommonholdError('conversation_erased', { conversation: id });
    }
    const domain =
      before === undefined
        ? await this.#domains.of(principal, nowMs)
        : await this.#domains.byId(before.domain);
    if (domain === undefined) throw new CommonholdError('conversation_unknown', { conversation: id });
    const sealed = seal(domain.wrapKey, this.#randomness, boundTo(principal.id, id), document);
    await this.#store.commit({
      leaves: [],
      bodies: [],
      rows: [
        {
          statement: 'put-conversation',
          values: [id, principal.id, domain.id, new Date(nowMs).toISOString(), sealed],
        },
      ],
      urgency: 'intent',
    });
  }

  /** Throws `conversation_unknown`. */
  async remove(principal: Principal, id: string): Promise<void> {
    const row = await this.#row(id);
    if (row?.principal !== principal.id) {
      throw new CommonholdError('conversation_unknown', { conversation: id });
    }
    await this.#store.commit({
      leaves: [],
      bodies: [],
      rows: [{ statement: 'delete-conversation', values: [id, principal.id] }],
      urgency: 'closing',
    });
  }

  /**
   * Conversations, of everybody, that cannot be opened any more or in which a call stands that `goes`. They go whole: what
   * was said in one message is answered, quoted and summed up in the next ones, and in the title.
   */
  async *holding(
    goes: (calls: readonly string[]) => Promise<boolean>,
  ): AsyncGenerator<{ readonly id: string; readonly domain: string }> {
    const ids = await this.#store.read<{ id: string }>('SELECT id FROM conversation ORDER BY id');
    for (const { id } of ids) {
      // One at a time: each can be a megabyte.
      const row = await this.#row(id);
      if (row === undefined) continue;
      const kept = await this.#open(row);
      if (kept === undefined || (await goes(callsNamedIn(kept.document)))) yield { id, domain: row.domain };
    }
  }

  async #requireRoom(principal: Principal): Promise<void> {
    const [row] = await this.#store.read<{ count: number }>(
      'SELECT count(*) AS count FROM conversation WHERE principal = ?',
      [principal.id],
    );
    if ((row?.count ?? 0) >= conversationsMax) {
      throw new CommonholdError('conversations_full', { limit: conversationsMax });
    }
  }

  async #row(id: string): Promise<ConversationRow | undefined> {
    const [row] = await this.#store.read<ConversationRow>('SELECT * FROM conversation WHERE id = ?', [id]);
    return row;
  }

  async #open(row: ConversationRow): Promise<Conversation | undefined> {
    const domain = await this.#domains.byId(row.domain);
    const document = domain && unseal(domain.wrapKey, boundTo(row.principal, row.id), row.sealed);
    return document && { id: row.id, updated: row.updated, document };
  }
}

/** Each part as JSON, so that no two places read the same. */
function boundTo(principal: string, id: string): string {
  return `commonhold/conversation/v1\n${JSON.stringify([principal, id])}`;
}

import { z } from 'zod';
import type { Clock } from '#base';
import type { CommitRow, Store } from '#store';

/** Seals and opens what must not lie readable in the database; the ledger does it under the root key. */
export interface Sealing {
  sealCredential(provider: string, credential: Uint8Array): Uint8Array;
  openCredential(provider: string, sealed: Uint8Array): Uint8Array;
}

/** Credentials for providers, sealed at rest and in memory for the hot path. */
export class Credentials {
  readonly #byProvider = new Map<string, string>();
  readonly #sealing: Sealing;

  constructor(sealing: Sealing) {
    this.#sealing = sealing;
  }

  static async load(store: Store, sealing: Sealing): Promise<Credentials> {
    const credentials = new Credentials(sealing);
    for (const row of await store.read<Record<string, unknown>>('SELECT provider, sealed FROM credential')) {
      const { provider, sealed } = credentialRow.parse(row);
      credentials.#byProvider.set(
        provider,
        new TextDecoder().decode(sealing.openCredential(provider, sealed)),
      );
    }
    return credentials;
  }

  get(provider: string): string | undefined {
    return this.#byProvider.get(provider);
  }

  has(provider: string): boolean {
    return this.#byProvider.has(provider);
  }

  preparePut(provider: string, secret: string, clock: Clock): PreparedCredential {
    const sealed = this.#sealing.sealCredential(provider, new TextEncoder().encode(secret));
    return {
      rows: [
        { statement: 'put-credential', values: [provider, sealed, new Date(clock.now()).toISOString()] },
      ],
      apply: () => this.#byProvider.set(provider, secret),
    };
  }

  prepareDelete(provider: string): PreparedCredential {
    return {
      rows: [{ statement: 'delete-credential', values: [provider] }],
      apply: () => this.#byProvider.delete(provider),
    };
  }
}

interface PreparedCredential {
  readonly rows: readonly CommitRow[];
  readonly apply: () => void;
}

const credentialRow = z.object({
  provider: z.string(),
  sealed: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});

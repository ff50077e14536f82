import type { Store } from '#store';
import type { DomainName } from '../bodies/domain-secret.ts';
import type { Hold } from './terms.ts';

/**
 * What must not be erased, in memory, because every erasure asks. A hold counts from before it is on record until after
 * its end is, so that no erasure can slip through in between.
 */
export class Holds {
  readonly #byId = new Map<string, Hold>();

  static async load(store: Store): Promise<Holds> {
    const holds = new Holds();
    for (const row of await store.read<Hold>('SELECT id, kind, name, created FROM hold')) holds.put(row);
    return holds;
  }

  list(): readonly Hold[] {
    return [...this.#byId.values()].sort((left, right) => left.created.localeCompare(right.created));
  }

  find(kind: Hold['kind'], name: string): Hold | undefined {
    return this.list().find((hold) => hold.kind === kind && hold.name === name);
  }

  get(id: string): Hold | undefined {
    return this.#byId.get(id);
  }

  put(hold: Hold): void {
    this.#byId.set(hold.id, hold);
  }

  drop(id: string): void {
    this.#byId.delete(id);
  }

  keepsCall(call: string): boolean {
    return this.find('call', call) !== undefined;
  }

  keepsDomain({ principal, project }: Pick<DomainName, 'principal' | 'project'>): boolean {
    return this.find('person', principal) !== undefined || this.find('project', project) !== undefined;
  }

  /** Calls that are held by themselves. */
  calls(): readonly string[] {
    return this.list().flatMap(({ kind, name }) => (kind === 'call' ? [name] : []));
  }
}

import type { Logger } from 'pino';
import { asCommonholdError, type Clock } from '#base';
import type { Principal } from '#call';
import { type Configuration, finishPolicyFiles, policyVocabulary, readPolicyFiles } from '#config';
import type { HomePaths } from '#home';
import { change } from '#gate';
import type { Ledger } from '#ledger';
import {
  builtInPolicy,
  builtInText,
  type Cedar,
  createCedarEngine,
  loadCedar,
  policyDigest,
  type PolicyEngine,
  policySetText,
  readPastSet,
} from '#policy';
import type { Store } from '#store';
import type { PolicyStatus } from '../api/node-status.ts';
import type { SetOfRules } from './explain-decision.ts';

export interface PolicySet {
  readonly engine: PolicyEngine;
  /** What the digest is of; kept, so that calls can be explained by the rules of their time. */
  readonly text: string;
}

/** Reads sets of rules from a folder; Cedar is loaded with the first that is not empty, and once. */
export class PolicyReader {
  readonly #folder: string;
  #cedar: Cedar | undefined;

  constructor(paths: Pick<HomePaths, 'policies'>) {
    this.#folder = paths.policies;
  }

  /** Cedar, which a node without rules loads only to explain calls of a time when it had some. */
  async cedar(): Promise<Cedar> {
    return (this.#cedar ??= await loadCedar());
  }

  /** The set as the files are now; without files the built-in rule. Throws `policies_invalid`. */
  async read(configuration: Configuration): Promise<PolicySet> {
    await finishPolicyFiles(this.#folder);
    const files = await readPolicyFiles(this.#folder);
    if (files.length === 0) return { engine: builtInPolicy, text: builtInText };
    const { mode } = configuration.policy;
    const vocabulary = policyVocabulary(configuration);
    const engine = createCedarEngine(await this.cedar(), files, { mode, vocabulary, folder: this.#folder });
    return { engine, text: policySetText(files, mode) };
  }
}

/** More changes of the rules than anybody reads through; all of them are in the log. */
const listedSetsMax = 100;

export interface PoliciesOptions {
  readonly reader: PolicyReader;
  /** What holds from the start. */
  readonly set: PolicySet;
  readonly store: Store;
  readonly ledger: Pick<Ledger, 'change'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The rules of a node: checked before they take effect, and each change of them on record. */
export class Policies {
  readonly #options: PoliciesOptions;
  #set: PolicySet;
  #trouble: string | undefined;

  private constructor(options: PoliciesOptions) {
    this.#options = options;
    this.#set = options.set;
  }

  /**
   * Records the set that holds from the start if the record says that another one did, as after the files were edited
   * while no node ran. A crash before the commit leaves the record as it was, and the next start comes here again.
   */
  static async open(options: PoliciesOptions, actor: Principal): Promise<Policies> {
    const policies = new Policies(options);
    await policies.#record(options.set, actor, () => undefined);
    return policies;
  }

  get engine(): PolicyEngine {
    return this.#set.engine;
  }

  status(): PolicyStatus {
    const { digest, mode, rules } = this.engine;
    const builtIn = digest === builtInPolicy.digest;
    return { digest, mode, rules: rules.size, builtIn, trouble: this.#trouble };
  }

  /** The sets that were in force, the latest first, each with the moment from which it was. */
  async sets(): Promise<readonly { readonly digest: string; readonly since: string }[]> {
    return this.#options.store.read('SELECT digest, since FROM policy_set ORDER BY number DESC LIMIT ?', [
      listedSetsMax,
    ]);
  }

  /** The rules of a digest that stands in a leaf. A text that is not what its digest says is as good as none. */
  async setOf(digest: string): Promise<SetOfRules> {
    if (digest === builtInPolicy.digest) {
      return { source: 'built-in', since: undefined, mode: 'enforce', rules: [] };
    }
    const [row] = await this.#options.store.read<{ files: string; since: string }>(
      'SELECT files, since FROM policy_set WHERE digest = ? ORDER BY number LIMIT 1',
      [digest],
    );
    const past =
      row === undefined || policyDigest(row.files) !== digest
        ? undefined
        : readPastSet(await this.#options.reader.cedar(), row.files);
    if (row === undefined || past === undefined) {
      return { source: 'not-kept', since: undefined, mode: undefined, rules: [] };
    }
    return { source: 'kept', since: row.since, ...past };
  }

  /**
   * What rules could see of the place of a call, by the digest that the call's document holds. A text that is not what its
   * digest says is as good as none.
   */
  async basisOf(digest: string): Promise<string | undefined> {
    const [row] = await this.#options.store.read<{ text: string }>(
      'SELECT text FROM basis WHERE digest = ?',
      [digest],
    );
    return row !== undefined && policyDigest(row.text) === digest ? row.text : undefined;
  }

  /**
   * Takes over the files as they are now. A set that is not right changes nothing: the old one holds, and the status and
   * the log say why. Returns what changed, in words.
   */
  async reload(
    actor: Principal,
    configuration: Configuration,
    apply: (engine: PolicyEngine) => void,
  ): Promise<readonly string[]> {
    let next: PolicySet;
    try {
      next = await this.#options.reader.read(configuration);
    } catch (thrown) {
      this.#trouble = asCommonholdError(thrown).message;
      this.#options.log.error(
        { err: thrown },
        'the rules in policies/ were not taken over; the old ones hold',
      );
      return [];
    }
    this.#trouble = undefined;
    if (next.engine.digest === this.engine.digest) return [];
    await this.#record(next, actor, () => {
      this.#set = next;
      apply(next.engine);
    });
    return ['policies'];
  }

  /** The row, which holds the texts, and the leaf, which holds their digest, are one transaction. */
  async #record({ engine, text }: PolicySet, actor: Principal, apply: () => void): Promise<void> {
    const { store, ledger, clock } = this.#options;
    const [last] = await store.read<{ digest: string }>(
      'SELECT digest FROM policy_set ORDER BY number DESC LIMIT 1',
    );
    const before = last?.digest ?? builtInPolicy.digest;
    if (before === engine.digest) {
      apply();
      return;
    }
    const since = new Date(clock.now()).toISOString();
    await change(ledger, actor, {
      subject: 'policy',
      action:
        engine.digest === builtInPolicy.digest
          ? 'remove'
          : before === builtInPolicy.digest
            ? 'add'
            : 'replace',
      target: engine.digest,
      digest: engine.digest,
      rows: [{ statement: 'insert-policy-set', values: [engine.digest, text, since] }],
      apply,
    });
  }
}

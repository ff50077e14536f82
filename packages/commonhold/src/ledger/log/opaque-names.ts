import { createHmac } from 'node:crypto';

export type NameKind =
  | 'provider'
  | 'model'
  | 'label'
  | 'rule'
  | 'run'
  | 'key'
  | 'credential'
  | 'configuration'
  | 'policy'
  | 'hold'
  | 'approval'
  | 'domain';

/** Owner-made names come from configuration and repeat; names of runs do not, and push each other out. */
const cachedMax = 10_000;
const opaqueCharacters = 16;

/** Labels that every node knows; they tell nothing about an owner. */
const builtInLabels: ReadonlySet<string> = new Set(['personal', 'special', 'secret', 'confidential', 'code']);
/**
 * What trails say that no owner named: the rule that holds while there are none, the provider inside, and why rules came to
 * what they did. No rule can be given one of these names.
 */
const builtInRules: ReadonlySet<string> = new Set([
  'valid-key',
  'local',
  'no-permit',
  'observe-mode',
  'request',
]);
/** After these comes how many, or which remedy: never a name. */
const builtInVerbs: ReadonlySet<string> = new Set(['more', 'remedy-not-available']);
/** Whom every node can ask for an approval; who else approves is named by the key. */
const builtInApprovers: ReadonlySet<string> = new Set(['owner', 'another-owner']);
const builtInProvider = 'local';

/**
 * Names for the log: built-in vocabulary in clear, what an owner named as an opaque id, `HMAC-SHA256(name key, kind ‖
 * newline ‖ name)` cut to 96 bits. The same name has the same id throughout a log, and nobody without the key can
 * test a guess. The index documents hold the names themselves, so an auditor who has the keys sees that they agree.
 */
export class OpaqueNames {
  readonly #key: Uint8Array;
  readonly #known = new Map<string, string>();
  /** Goes through `#known` once; a new iterator for each name would step over the places of all that went before. */
  readonly #oldest = this.#known.keys();

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  opaque(kind: NameKind, name: string): string {
    const text = `${kind}\n${name}`;
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const id = createHmac('sha256', this.#key).update(text).digest('base64url').slice(0, opaqueCharacters);
    this.#known.set(text, id);
    if (this.#known.size > cachedMax) {
      const oldest = this.#oldest.next();
      if (oldest.done !== true) this.#known.delete(oldest.value);
    }
    return id;
  }

  /** A digest of a row of the database that only who holds the key can make or test; 43 characters. */
  keyedDigest(row: string): string {
    return createHmac('sha256', this.#key).update(`row\n${row}`).digest('base64url');
  }

  provider(name: string): string {
    return name === builtInProvider ? name : this.opaque('provider', name);
  }

  model(name: string, isBuiltIn: boolean): string {
    return isBuiltIn ? name : this.opaque('model', name);
  }

  /** What a change was made to; acts with the keys of the node itself have a built-in vocabulary. */
  target(subject: NameKind | 'node-keys', name: string): string {
    return subject === 'node-keys' ? name : this.opaque(subject, name);
  }

  /** Sorted and without repetition, as leaves have them. */
  labels(names: readonly string[]): string[] {
    return [
      ...new Set(names.map((name) => (builtInLabels.has(name) ? name : this.opaque('label', name)))),
    ].sort();
  }

  /** A trail such as `deny:eu-only`: what was done stays in clear, to which rule or destination becomes opaque. */
  trail(steps: readonly string[]): string[] {
    return steps.map((step) => {
      const colon = step.indexOf(':');
      // A step of one word names nobody: `pseudonymise`.
      if (colon < 0) return step;
      const [verb, name] = [step.slice(0, colon), step.slice(colon + 1)];
      if (builtInRules.has(name) || builtInVerbs.has(verb)) return step;
      if (verb === 'approve' && builtInApprovers.has(name)) return step;
      return `${step.slice(0, colon + 1)}${this.opaque('rule', name)}`;
    });
  }
}

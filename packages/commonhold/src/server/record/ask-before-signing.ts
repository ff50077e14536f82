import type { Logger } from 'pino';
import { CommonholdError, type Outbound } from '#base';
import type { Configuration } from '#config';
import { readRestoredMark, removeRestoredMark, type RestoredMark } from '#home';
import { change } from '#gate';
import { ownerBySocket } from '#identity';
import type { Ledger, SignedSoFar } from '#ledger';
import { askWitnesses, type WitnessSays } from '#witness';

export interface AskBeforeSigningOptions {
  readonly home: string;
  /** How many entries the database has that was found there. */
  readonly entries: number;
  readonly configuration: Pick<Configuration, 'witnesses' | 'publish'>;
  /** The owner says that nothing was signed after the backup that the home folder was restored from. */
  readonly trustsRestored: boolean;
  readonly outbound: Outbound;
  readonly log: Logger;
}

/** How it was settled that a restored copy may sign. */
type Settled =
  /** Every witness that is asked answered, and none has seen more. */
  | 'witnesses'
  /** The owner said so. */
  | 'owner'
  /** Nobody can be asked, and the log was served to nobody. */
  | 'nobody-to-ask'
  /** The log has taken a new name, which nothing was signed under before. */
  | 'new-name';

/** What the record keeps of a restore; in the table `setting`, with a `change` leaf. */
const settingName = 'restored-copy';

/**
 * Asks, before a start signs anything, whether others have seen more of this log than the home folder holds. If one has,
 * the node does not start: whatever it signed would be a second history under the same name. If nobody can be reached a
 * node starts all the same, because it must work offline, unless its home folder was just restored from a backup: then
 * silence is no answer, and somebody has to decide.
 */
export class AskBeforeSigning {
  readonly #options: AskBeforeSigningOptions;
  /** What a restore left in the home folder, if this is its first start since. */
  readonly #mark: RestoredMark | undefined;
  #settled: Settled = 'nobody-to-ask';

  private constructor(options: AskBeforeSigningOptions, mark: RestoredMark | undefined) {
    this.#options = options;
    this.#mark = mark;
  }

  /** Throws `home_damaged` where a restore was cut off: a new log would be begun beside what was to come back. */
  static async open(options: AskBeforeSigningOptions): Promise<AskBeforeSigning> {
    const { home, entries } = options;
    const mark = await readRestoredMark(home);
    if (mark !== undefined && entries < mark.size) {
      const detail = `a restore was cut off here: the backup has ${mark.size} entries and the database ${entries}; restore again into an empty folder`;
      throw new CommonholdError('home_damaged', { home, detail });
    }
    return new AskBeforeSigning(options, mark);
  }

  /** When the backup was made that this start is the first one on; undefined for any other start. */
  get restoredFrom(): string | undefined {
    return this.#mark?.backup;
  }

  /** Throws `log_behind`, `copy_unproven`. */
  async ask(signed: SignedSoFar): Promise<void> {
    const { newest } = signed;
    if (newest === undefined) {
      this.#settled = 'new-name';
      return;
    }
    const { configuration, outbound, log, trustsRestored } = this.#options;
    const { ask } = configuration.witnesses;
    // It has its own limit of a few seconds, and whoever breaks the start off ends the process.
    const { signal } = new AbortController();
    const says = ask.length === 0 ? [] : await askWitnesses(newest.note, { outbound, ask }, signal);
    const ahead = says.flatMap((said) => (said.kind === 'size' && said.size > newest.size ? [said] : []));
    if (ahead.length > 0) throw logBehind(signed.origin, newest.size, ahead);
    const silent = says.flatMap((said) => (said.kind === 'failed' ? [said] : []));
    for (const { witness, detail } of silent) {
      log.warn({ witness, detail }, 'a witness could not say how far it has seen this log');
    }
    const mark = this.#mark;
    if (mark === undefined) {
      if (trustsRestored) log.warn('nothing was restored here, so --trust-restored decides nothing');
      return;
    }
    // Where it was served, somebody may have kept a later head.
    const unknown = whyUnknown(says, configuration.publish.serve !== 'off');
    if (unknown !== undefined && !trustsRestored) {
      throw new CommonholdError('copy_unproven', { time: mark.backup, detail: unknown });
    }
    if (unknown !== undefined) this.#settled = 'owner';
    else this.#settled = says.length > 0 ? 'witnesses' : 'nobody-to-ask';
  }

  /** Keeps in the record that the log goes on from a restored copy, and on whose word. */
  async record(ledger: Pick<Ledger, 'change'>): Promise<void> {
    const mark = this.#mark;
    if (mark === undefined) return;
    const value = JSON.stringify({ ...mark, settled: this.#settled });
    await change(ledger, ownerBySocket, {
      subject: 'configuration',
      action: 'replace',
      target: settingName,
      rows: [{ statement: 'put-setting', values: [settingName, value] }],
      apply: () => undefined,
    });
    await removeRestoredMark(this.#options.home);
  }
}

/** Why it is not known that nobody has seen more; undefined when it is. */
function whyUnknown(says: readonly WitnessSays[], isServed: boolean): string | undefined {
  // One that refuses answers too: it has nothing of this log.
  const silent = says.flatMap((said) => (said.kind === 'failed' ? [said] : []));
  if (silent.length > 0) {
    return silent.map(({ witness, detail }) => `the witness ${witness} could not say (${detail})`).join(', ');
  }
  if (says.length === 0 && isServed) {
    return 'the log was served to whoever asked, and no witness is configured that could say';
  }
  return undefined;
}

/** Witnesses have cosigned heads that this log, whose newest one has this size, does not have. */
function logBehind(
  origin: string,
  size: number,
  ahead: readonly { readonly witness: string; readonly size: number }[],
): CommonholdError {
  return new CommonholdError('log_behind', { origin, seen: seenElsewhere(ahead), size });
}

/** Who claims to have seen more than is here, in words. */
export function seenElsewhere(ahead: readonly { readonly witness: string; readonly size: number }[]): string {
  return ahead
    .map(
      (said) =>
        `the witness ${said.witness} has cosigned a head of ${said.size} entries that is not of this copy`,
    )
    .join(', ');
}

import { setImmediate as turn } from 'node:timers/promises';
import type { Json } from '#base';
import { builtInDetectors } from './built-in-detectors.ts';
import type { Classified } from './classified.ts';
import type { Dictionary } from './dictionary.ts';
import type { Finding } from './finding.ts';
import { inspect, type Looks, type Piece } from './inspect.ts';
import { Memory, nothingFound } from './memory.ts';
import type { DetectorPlace, OwnDetector } from './own/own-detector.ts';
import { OwnLooks } from './own/own-looks.ts';
import type { Pseudonyms } from './pseudonymise/pseudonyms.ts';
import { rewriteJson } from './pseudonymise/rewrite-json.ts';
import { textsOf } from './strings.ts';
import { Questions, type StrongerDetector } from './stronger.ts';

/** Characters after which others get their turn: a few milliseconds of work. */
const turnCharacters = 32_768;
/** What looking a text up and looking it through cost at least, however short it is; a body can have millions. */
const knownCost = 4;
const lookCost = 64;

/** What is looked for beside what every node looks for. */
export interface ClassifierOptions {
  readonly own?: readonly OwnDetector[];
  readonly stronger?: StrongerDetector | undefined;
}

/** Whether something is sent or has come back. */
type Side = 'questions' | 'answers';

/** What is looked for in texts of one kind, and what was found in them before. */
interface Looking {
  readonly looks: Looks;
  readonly memory: Memory;
  readonly stronger: StrongerDetector | undefined;
}

/** Says which classes of data are in a body. One for each configuration, because what it remembers depends on it. */
export class Classifier {
  readonly #sides: Readonly<Record<Side, Looking>>;
  /** Undefined where no detector looks at what tools bring only. */
  readonly #toolResults: Looking | undefined;
  readonly #labels: readonly string[];

  constructor(dictionary?: Dictionary, { own = [], stronger }: ClassifierOptions = {}) {
    const ownLabels = own.filter(({ confidence }) => confidence !== 'possible').map(({ label }) => label);
    this.#labels = [
      ...new Set([
        ...builtInDetectors.map(({ label }) => label),
        ...(dictionary?.labels ?? []),
        ...ownLabels,
        ...(stronger?.labels ?? []),
      ]),
    ].sort();
    const ownOf = (...places: readonly DetectorPlace[]): OwnLooks | undefined => {
      const detectors = own.filter(({ where }) => places.includes(where));
      return detectors.length === 0 ? undefined : new OwnLooks(detectors);
    };
    const lookingOf = (place: Side): Looking => ({
      looks: { detectors: builtInDetectors, dictionary, own: ownOf('everywhere', place) },
      memory: new Memory(stronger !== undefined),
      stronger,
    });
    const questions = lookingOf('questions');
    // Clients send answers again as history, so one memory serves for both where both look for the same.
    const isOne = own.every(({ where }) => where === 'everywhere' || where === 'tool-results');
    this.#sides = { questions, answers: isOne ? questions : lookingOf('answers') };
    const ofTools = ownOf('tool-results');
    if (ofTools !== undefined) {
      const looks = { detectors: [], dictionary: undefined, own: ofTools };
      this.#toolResults = { looks, memory: new Memory(false), stronger: undefined };
    }
  }

  /** Labels that can be found at all, sorted. For a label that is not here, nothing found says nothing. */
  get labels(): readonly string[] {
    return this.#labels;
  }

  /**
   * The labels of all strings of a JSON value. Large values are worked through with pauses, in which other calls go on.
   * Rejects with the signal's reason when it is aborted, and with `detector_unavailable`. What lies wholly within one of
   * `ours` is what we put there ourselves and is not told; what reaches beyond it is. `written` is the document that was
   * read as `value`, for numbers that are longer than a reader keeps.
   */
  async classify(
    value: Json,
    signal?: AbortSignal,
    ours?: Pseudonyms,
    written?: Uint8Array,
    side: Side = 'questions',
  ): Promise<Classified> {
    return classifyTexts(textsOf(value, written), this.#sides[side], signal, ours);
  }

  /** What the detectors that look at nothing else find in texts that tools brought. The body has them, too. */
  async classifyToolResults(texts: () => Iterable<string>, signal?: AbortSignal): Promise<Classified> {
    if (this.#toolResults === undefined) return nothingFound;
    return classifyTexts(texts(), this.#toolResults, signal, undefined);
  }

  /**
   * The bytes of a JSON document with pseudonyms for what was found in its string values; see `rewriteJson`. With pauses,
   * as in `classify`.
   */
  async pseudonymise(bytes: Uint8Array, pseudonyms: Pseudonyms, signal?: AbortSignal): Promise<Uint8Array> {
    const { looks, memory, stronger } = this.#sides.questions;
    const pauses = new Pauses(signal);
    // What is only read or hashed costs little.
    const light = async (characters: number): Promise<void> => {
      if (pauses.isDue(knownCost + (characters >> 4))) await pauses.turn();
    };
    const questions = stronger === undefined ? undefined : new Questions(stronger, signal);
    const findingsOf = async (text: string): Promise<readonly Finding[]> => {
      if (memory.of(text)?.labels.length === 0) {
        await light(text.length);
        return [];
      }
      if (pauses.isDue(lookCost)) await pauses.turn();
      const all: Finding[] = [];
      const pieces: Piece[] = [];
      for (const { findings, characters, piece } of inspect(text, looks)) {
        all.push(...findings);
        if (piece !== undefined) pieces.push(piece);
        if (pauses.isDue(characters)) await pauses.turn();
      }
      await questions?.ask(pieces, (findings) => all.push(...findings));
      // Without all answers the new bytes are looked through anew, and then it is decided what that means.
      await questions?.end();
      return all;
    };
    try {
      return await rewriteJson(bytes, { findingsOf, pause: light }, pseudonyms);
    } finally {
      questions?.stop();
    }
  }
}

async function classifyTexts(
  texts: Iterable<string>,
  { looks, memory, stronger }: Looking,
  signal: AbortSignal | undefined,
  ours: Pseudonyms | undefined,
): Promise<Classified> {
  const sum = new Sum();
  const pauses = new Pauses(signal);
  const questions = stronger === undefined ? undefined : new Questions(stronger, signal);
  try {
    for (const text of texts) {
      const isOurs = ours?.within(text);
      // What is ours in this call is anybody's in another one.
      const known = isOurs === undefined ? memory.of(text) : undefined;
      if (known !== undefined) {
        sum.add(known);
        // Reading and hashing cost a little too.
        if (pauses.isDue(knownCost + (text.length >> 4))) await pauses.turn();
        continue;
      }
      if (pauses.isDue(lookCost)) await pauses.turn();
      const isTold = (finding: Finding): boolean =>
        finding.confidence !== 'possible' && isOurs?.(finding) !== true;
      const one = new Sum();
      const pieces: Piece[] = [];
      if (pauses.isDue(lookCost)) await pauses.turn();
      for (const { findings, characters, piece } of inspect(text, looks)) {
        one.count(findings.filter(isTold));
        if (piece !== undefined && questions !== undefined) pieces.push(piece);
        if (pauses.isDue(characters)) await pauses.turn();
      }
      // What is found here counts, whatever becomes of the questions.
      sum.add(one.result());
      const keep = (): void => {
        if (isOurs === undefined) memory.keep(text, one.result());
      };
      if (questions === undefined || pieces.length === 0) {
        keep();
        continue;
      }
      await questions.ask(pieces, (findings) => {
        const more = findings.filter(isTold);
        one.count(more);
        sum.count(more);
        keep();
      });
      if (questions.failed && questions.labelWhenSilent === undefined) break;
    }
    await questions?.end();
    if (questions?.failed === true && questions.labelWhenSilent !== undefined) {
      sum.raise(questions.labelWhenSilent);
    }
    return sum.result();
  } finally {
    questions?.stop();
  }
}

/** Gives others their turn from time to time. */
class Pauses {
  readonly #signal: AbortSignal | undefined;
  #since = 0;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** Whether it is their turn, after so many characters of work more. */
  isDue(characters: number): boolean {
    this.#since += characters;
    return this.#since >= turnCharacters;
  }

  /** Rejects with the signal's reason. */
  async turn(): Promise<void> {
    this.#since = 0;
    await turn();
    this.#signal?.throwIfAborted();
  }
}

class Sum {
  readonly #labels = new Set<string>();
  readonly #found = new Map<string, number>();

  count(findings: readonly Finding[]): void {
    for (const { label, detector } of findings) {
      this.raise(label);
      this.#found.set(detector, (this.#found.get(detector) ?? 0) + 1);
    }
  }

  raise(label: string): void {
    this.#labels.add(label);
  }

  add({ labels, found }: Classified): void {
    for (const label of labels) this.#labels.add(label);
    for (const [detector, count] of Object.entries(found)) {
      this.#found.set(detector, (this.#found.get(detector) ?? 0) + count);
    }
  }

  result(): Classified {
    if (this.#labels.size === 0) return nothingFound;
    return { labels: [...this.#labels].sort(), found: Object.fromEntries(this.#found) };
  }
}

import { CommonholdError, type Json } from '#base';
import type { Call, Principal } from '#call';
import {
  combineLabels,
  parseDeclaredLabels,
  type Pseudonyms,
  Restorer,
  restoreText,
  segmentDigest,
  segmentsOf,
} from '#labels';
import type { DecisionTrail, LabelledSegments } from '#ledger';
import type { Gate } from '../gate.ts';

/**
 * Texts of one call that are remembered: a conversation of some thousand turns has fewer. They are one transaction with the
 * intent, which must not keep others waiting for long.
 */
const segmentsMax = 10_000;

/** Where labels came from that are not found in the bytes; in this order they are on record. */
export type LabelOrigin = 'key' | 'header' | 'run' | 'parent' | 'source' | 'resent';

export interface LabelledRequest {
  readonly principal: Principal;
  /** The header of declared labels, as it came. */
  readonly header: string | undefined;
  readonly run: string | undefined;
  /** Set where the run is the session of an agent. */
  readonly session?: string | undefined;
  /** Labels of the call that it goes on from. */
  readonly parent: readonly string[];
  readonly call: Call;
  /** The request as its client wrote it. */
  readonly content: Json;
}

/**
 * What a call carries whatever is found in it: labels of its key and its header, of its run, of the tools that stand in it, and
 * of texts that came with labels before. Throws `labels_invalid` and `segments_too_many`.
 */
export async function carriedLabels(
  gate: Pick<Gate, 'runs' | 'resent' | 'configuration'>,
  { principal, header, run, session, parent, call, content }: LabelledRequest,
  signal: AbortSignal,
): Promise<CarriedLabels> {
  const { vocabulary, sources, keepsResent } = gate.configuration;
  const told = {
    key: principal.labels,
    header: parseDeclaredLabels(header, vocabulary),
    run: await gate.runs.of(principal.id, run),
    parent,
    source: 'messages' in call ? sources.labelsOf(call) : [],
  };
  // An agent names its session with every call, so its labels need no texts that keep them. It puts the same texts before each of its
  // sessions, too: with these the labels of one would be those of all others.
  const ofRun = session === undefined ? told.run : [];
  // Somebody of whom nothing is remembered, and who declares nothing, pays for none of it.
  const declares = combineLabels(told.header, ofRun, told.parent, told.source).length > 0;
  if (!keepsResent || !(declares || (await gate.resent.any(principal.id)))) {
    return new CarriedLabels({ ...told, resent: [] }, undefined);
  }
  const { all, spoken } = await segmentsOf(content, signal);
  const known = await gate.resent.labelsOf(principal.id, all);
  const resent = combineLabels(...known.values());
  // The key says its own labels with every call; whoever has another key is somebody else.
  const lasting = combineLabels(told.header, ofRun, told.parent, told.source, resent).filter(
    (label) => !told.key.includes(label),
  );
  const digests = new Set<string>();
  for (const digest of lasting.length === 0 ? [] : spoken) {
    const has = known.get(digest) ?? [];
    if (!lasting.every((label) => has.includes(label))) digests.add(digest);
  }
  if (digests.size > segmentsMax) {
    throw new CommonholdError('segments_too_many', { count: digests.size, limit: segmentsMax });
  }
  return new CarriedLabels({ ...told, resent }, { labels: lasting, digests });
}

export class CarriedLabels {
  readonly labels: readonly string[];
  /** Texts of the request that carry them from here on, as far as they do not yet. */
  readonly segments: LabelledSegments | undefined;
  readonly #origins: Readonly<Record<string, Json>>;

  constructor(
    origins: Readonly<Record<LabelOrigin, readonly string[]>>,
    segments: LabelledSegments | undefined,
  ) {
    this.labels = combineLabels(...Object.values(origins));
    this.segments = segments;
    this.#origins = Object.fromEntries(Object.entries(origins).filter(([, labels]) => labels.length > 0));
  }

  /** The same trail, which says where labels came from; for people, the rules see only the labels. */
  told<Trail extends DecisionTrail>(trail: Trail): Trail {
    if (this.labels.length === 0) return trail;
    return { ...trail, facts: { ...trail.facts, labelSources: this.#origins } };
  }

  /**
   * Texts of the answer, which carry what the request carried. The client got values where the destination wrote
   * pseudonyms, and it may send back either.
   */
  answered(
    texts: readonly string[],
    pseudonyms: Pseudonyms | undefined,
    warn: (warning: string) => void,
  ): LabelledSegments | undefined {
    if (this.segments === undefined || this.segments.labels.length === 0) return undefined;
    const digests = new Set<string>();
    let left = 0;
    for (const text of texts) {
      for (const written of writings(text, pseudonyms)) {
        const digest = segmentDigest(written);
        if (digest === undefined || digests.has(digest)) continue;
        if (digests.size < segmentsMax) digests.add(digest);
        else left += 1;
      }
    }
    if (left > 0)
      warn(`answer: ${left} of its texts keep no labels when they are sent again, they are too many`);
    return { labels: this.segments.labels, digests };
  }
}

function* writings(text: string, pseudonyms: Pseudonyms | undefined): Generator<string> {
  yield text;
  if (pseudonyms === undefined) return;
  yield restoreText(pseudonyms, text);
  const inJson = new Restorer(pseudonyms, 'json-string');
  yield inJson.push(text) + inJson.end();
}

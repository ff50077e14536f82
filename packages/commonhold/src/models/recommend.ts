/**
 * Which models of the catalog suit this machine, and why.
 *
 * Three questions, each with its own answer, because there is no single best model: the most able one that is still
 * comfortable here, the most able one whose data and training code are public too, and the quickest one for work.
 * Ability is not measured here. It is ordered by size, by the geometric mean of all and of active parameters for
 * mixtures of experts, which is a rule of thumb, and between equals by the newer release; the answer says so.
 */
import type { Catalog, CatalogRow } from './catalog-row.ts';
import { bytesReadPerToken, estimateSpeed, type MemoryNeed, memoryNeed } from './estimate.ts';
import type { Machine } from './machine.ts';

/** The context that recommendations plan memory for: long enough for a document and a conversation about it. */
export const plannedContextTokens = 8192;
/** A reader takes in about five tokens a second; slower than this feels like waiting for each word. */
const comfortableTokensPerSecond = 5;
/** The node, the system and a browser need room as well. */
export const usableShareOfMemory = 0.85;
/** What `start` proposes to somebody who has not asked leaves the other half to their other programs. */
const modestShareOfMemory = 0.5;
/**
 * Without a measurement: common machines without a GPU read some 20 GB/s from memory, which makes five tokens a
 * second of models that read up to 4 GB for each.
 */
const unmeasuredReadLimitBytes = 4_000_000_000;

export interface RecommendRequest {
  readonly catalog: Catalog;
  readonly machine: Machine;
  /** The context that the memory is planned for; models made for less are planned with what they have. */
  readonly contextTokens: number;
  /** A model and a way to measure its tokens/s on this machine; without it no speed is estimated. */
  readonly measure:
    | { readonly row: CatalogRow; readonly speed: (signal: AbortSignal) => Promise<number> }
    | undefined;
  readonly signal: AbortSignal;
}

export type Fit =
  /** Into the memory that is free now. */
  | 'now'
  /** Into the memory of the machine, when other programs are closed. */
  | 'when others are closed'
  | 'too large';

export interface Candidate {
  readonly row: CatalogRow;
  readonly plannedContextTokens: number;
  readonly memory: MemoryNeed;
  readonly fit: Fit;
  /** Estimated, never measured, unless it is the row that was measured. */
  readonly estimatedTokensPerSecond: number | undefined;
  /** Weights, data and training code are all public. */
  readonly fullyOpen: boolean;
  /** False where this release knows no digest, so that the file must be brought by hand. */
  readonly canBePulled: boolean;
}

export interface Pick {
  readonly because: 'most able' | 'fully open' | 'quickest';
  readonly candidate: Candidate;
  /** One sentence for people. */
  readonly reason: string;
}

export interface Recommendation {
  readonly machine: Machine;
  readonly measured: { readonly model: string; readonly tokensPerSecond: number } | undefined;
  readonly picks: readonly Pick[];
  /** Every row, the able first. */
  readonly candidates: readonly Candidate[];
  /** What `start` says while only the small model is there. */
  readonly startLine: string;
}

export async function recommend(request: RecommendRequest): Promise<Recommendation> {
  const { catalog, machine, measure, signal } = request;
  signal.throwIfAborted();
  const measured =
    measure === undefined ? undefined : { row: measure.row, tokensPerSecond: await measure.speed(signal) };
  const candidates = catalog
    .map((row) => judge(row, machine, request.contextTokens, measured))
    .toSorted((left, right) => byAbility(left.row, right.row));
  const picks = choose(candidates);
  return {
    machine,
    measured: measured && { model: measured.row.name, tokensPerSecond: measured.tokensPerSecond },
    picks,
    candidates,
    startLine: startLineOf(candidates, picks, machine),
  };
}

function judge(
  row: CatalogRow,
  machine: Machine,
  contextTokens: number,
  measured: { readonly row: CatalogRow; readonly tokensPerSecond: number } | undefined,
): Candidate {
  const plannedContextTokens = Math.min(contextTokens, row.contextTokens);
  const memory = memoryNeed(row, plannedContextTokens);
  const { weights, data, trainingCode } = row.openness;
  return {
    row,
    plannedContextTokens,
    memory,
    fit: fitOf(memory.totalBytes, machine),
    estimatedTokensPerSecond: measured && estimateSpeed(row, measured),
    fullyOpen: weights === 'yes' && data === 'yes' && trainingCode === 'yes',
    canBePulled: row.sha256 !== undefined,
  };
}

function fitOf(needBytes: number, machine: Machine): Fit {
  if (needBytes <= machine.availableMemoryBytes * usableShareOfMemory) return 'now';
  return needBytes <= machine.totalMemoryBytes * usableShareOfMemory ? 'when others are closed' : 'too large';
}

function choose(candidates: readonly Candidate[]): readonly Pick[] {
  const usable = candidates.filter(isUsable);
  const comfortable = usable.filter(isComfortable);
  // On a slow machine nothing is comfortable; then the quickest is the honest answer to all three questions.
  const pool = comfortable.length > 0 ? comfortable : usable;
  const quickest = usable.toSorted(
    (left, right) => bytesReadPerToken(left.row) - bytesReadPerToken(right.row),
  )[0];
  if (quickest === undefined) return [];
  const able = comfortable[0] ?? quickest;
  const open = pool.find((candidate) => candidate.fullyOpen);
  const picks: Pick[] = [pick('most able', able)];
  if (open !== undefined && open !== able) picks.push(pick('fully open', open));
  if (quickest !== able && quickest !== open) picks.push(pick('quickest', quickest));
  return picks;
}

function isUsable({ row, canBePulled, fit }: Candidate): boolean {
  return row.purpose === 'work' && row.licence.osi && canBePulled && fit === 'now';
}

function isComfortable(candidate: Candidate): boolean {
  return candidate.estimatedTokensPerSecond === undefined
    ? bytesReadPerToken(candidate.row) <= unmeasuredReadLimitBytes
    : candidate.estimatedTokensPerSecond >= comfortableTokensPerSecond;
}

/** The able first. */
function byAbility(left: CatalogRow, right: CatalogRow): number {
  const difference = abilityOf(right) - abilityOf(left);
  return difference === 0 ? right.released.localeCompare(left.released) : difference;
}

function abilityOf({ parameters }: CatalogRow): number {
  return Math.sqrt(parameters.total * parameters.active);
}

function pick(because: Pick['because'], candidate: Candidate): Pick {
  const { row, memory, estimatedTokensPerSecond } = candidate;
  const speed =
    estimatedTokensPerSecond === undefined
      ? 'speed not measured'
      : `about ${formatRate(estimatedTokensPerSecond)} tokens/s (estimated)`;
  const openness = candidate.fullyOpen ? 'weights, data and training code public' : 'weights public';
  const lead = {
    'most able': 'the largest that is comfortable here',
    'fully open': 'the largest here of which everything is public',
    quickest: 'the quickest for work',
  }[because];
  return {
    because,
    candidate,
    reason: `${row.title}: ${lead}; needs ${formatGigabytes(memory.totalBytes)} of memory, ${speed}, ${row.licence.id}, ${openness}.`,
  };
}

function startLineOf(candidates: readonly Candidate[], picks: readonly Pick[], machine: Machine): string {
  const modest = candidates.find(
    (candidate) =>
      isUsable(candidate) &&
      isComfortable(candidate) &&
      candidate.memory.totalBytes <= machine.availableMemoryBytes * modestShareOfMemory,
  );
  const best = modest?.row ?? picks[0]?.candidate.row;
  if (best === undefined) {
    return 'The small model is a self-test; no larger model of the catalog fits into the memory that is free now.';
  }
  return `The small model is a self-test; for real work pull ${best.title} (${formatGigabytes(best.sizeBytes)}, ${best.licence.id}): commonhold models pull ${best.name}`;
}

function formatGigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function formatRate(rate: number): string {
  return rate < 10 ? rate.toFixed(1) : rate.toFixed(0);
}

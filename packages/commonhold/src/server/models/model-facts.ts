/** What is known of models, as the API's views say it. Nothing is decided or read here. */
import { basename } from 'node:path';
import {
  type Candidate,
  type CatalogRow,
  type DeclaredFacts,
  describeSource,
  type ModelEntry,
  pullRefusal,
  type Recommendation,
  usableShareOfMemory,
} from '#models';
import type { LlamaProvider } from '#providers';
import type {
  CatalogModelView,
  DeclaredSummary,
  EngineView,
  LicenceView,
  LocalModelView,
  RecommendationView,
  VerificationView,
} from '../api/model-views.ts';
import { failureView } from '../http/failure-view.ts';
import type { Measured } from './machine-measurement.ts';

type Machine = Recommendation['machine'];

export interface LocalModelFacts {
  readonly entry: ModelEntry;
  readonly declared: DeclaredFacts | undefined;
  /** What the catalog's row of it would need, if it has one. */
  readonly candidate: Candidate | undefined;
  readonly engine: LlamaProvider | undefined;
  readonly isDefault: boolean;
  readonly callable: boolean;
  readonly verification: VerificationView | undefined;
}

export function localModelView(facts: LocalModelFacts): LocalModelView {
  const { entry, candidate, engine } = facts;
  return {
    name: entry.name,
    file: basename(entry.path),
    verified: { sizeBytes: entry.sizeBytes, sha256: entry.sha256, pin: entry.pin },
    declared: facts.declared && declaredSummary(facts.declared),
    licence: entry.row && licenceView(entry.row),
    origin: entry.origin,
    addedAt: entry.addedAt,
    isDefault: facts.isDefault,
    callable: facts.callable,
    engine: engineView(engine),
    memory: {
      needsBytes: candidate?.memory.totalBytes,
      plannedContextTokens: candidate?.plannedContextTokens,
      usesBytes: residentBytes(engine),
    },
    verification: facts.verification,
    problem: entry.problem,
  };
}

export function declaredSummary(declared: DeclaredFacts): DeclaredSummary {
  return {
    name: declared.name,
    organization: declared.organization,
    architecture: declared.architecture,
    licence: declared.license?.id ?? declared.license?.name,
    quantisation: declared.quantization,
    parameters: declared.parameters,
    contextTokens: declared.contextTokens,
  };
}

function licenceView({ licence }: CatalogRow): LicenceView {
  return { id: licence.id, osi: licence.osi, note: licence.note };
}

/** How an engine is. A model that nobody asked for yet has none, and waits for its first call as one that ended does. */
function engineView(engine: LlamaProvider | undefined): EngineView {
  if (!engine) return { state: 'idle' };
  const { engine: state, running, waiting } = engine.status();
  switch (state.type) {
    case 'stopped':
    case 'closed':
      return { state: 'idle' };
    case 'loading':
      return { state: 'loading' };
    case 'ready':
      return { state: 'ready', running, waiting, contextTokens: state.facts.contextTokens };
    case 'crashed':
      return { state: 'crashed', detail: state.detail, restartInMs: state.restartInMs };
    case 'invalid':
      return { state: 'failed', error: failureView(state.error) };
  }
}

function residentBytes(engine: LlamaProvider | undefined): number | undefined {
  const state = engine?.status().engine;
  if (state?.type !== 'loading' && state?.type !== 'ready') return undefined;
  // The process has not yet said how much it is.
  return state.residentBytes === 0 ? undefined : state.residentBytes;
}

export function catalogModelView(
  candidate: Candidate,
  machine: Machine,
  keptBytes: number,
  hub: string,
): CatalogModelView {
  const { row } = candidate;
  const { weights, data, trainingCode, source } = row.openness;
  return {
    name: row.name,
    title: row.title,
    file: row.file,
    licence: licenceView(row),
    openness: { weights, data, trainingCode, source },
    sizeBytes: row.sizeBytes,
    sizeExact: row.sizeExact,
    quantisation: row.quantisation,
    contextTokens: row.contextTokens,
    parameters: row.parameters,
    purpose: row.purpose,
    released: row.released,
    goodFor: row.goodFor,
    fit: {
      fits: candidate.fit,
      needsBytes: candidate.memory.totalBytes,
      plannedContextTokens: candidate.plannedContextTokens,
      why: whyItFits(candidate, machine),
    },
    sources: row.sources.map((one) => ({
      kind: one.kind,
      text: describeSource(one),
      host: one.kind === 'hub' ? new URL(hub).host : undefined,
    })),
    pull: pullView(row),
    keptBytes,
  };
}

function pullView(row: CatalogRow): CatalogModelView['pull'] {
  const refusal = pullRefusal(row);
  if (refusal) return { possible: false, error: failureView(refusal) };
  const { sha256 = '', digest } = row;
  return { possible: true, pin: { sha256, by: digest?.by ?? 'others', note: digest?.note ?? '' } };
}

function whyItFits({ fit, memory }: Candidate, machine: Machine): string {
  const need = `It needs about ${gigabytes(memory.totalBytes)} of memory`;
  const { availableMemoryBytes: free, totalMemoryBytes: total } = machine;
  const share = `${Math.round(usableShareOfMemory * 100)} %`;
  switch (fit) {
    case 'now':
      return `${need}, and ${gigabytes(free)} are free.`;
    case 'when others are closed':
      return `${need}. Of the ${gigabytes(free)} that are free now, it may take ${share}; with other programs closed there would be up to ${gigabytes(total)}.`;
    case 'too large':
      return `${need}. This machine has ${gigabytes(total)}, of which it may take ${share}.`;
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

export function recommendationView(
  recommendation: Recommendation,
  measured: Measured | undefined,
  here: ReadonlySet<string>,
): RecommendationView {
  return {
    machine: recommendation.machine,
    measured: measured && {
      model: measured.row.name,
      tokensPerSecond: measured.tokensPerSecond,
      at: measured.at,
    },
    picks: recommendation.picks.map(({ because, candidate, reason }) => ({
      because,
      name: candidate.row.name,
      reason,
    })),
    candidates: recommendation.candidates.map((candidate) => ({
      name: candidate.row.name,
      fits: candidate.fit,
      needsBytes: candidate.memory.totalBytes,
      estimatedTokensPerSecond: candidate.estimatedTokensPerSecond,
      fullyOpen: candidate.fullyOpen,
      canBePulled: candidate.canBePulled,
      here: here.has(candidate.row.name),
    })),
  };
}

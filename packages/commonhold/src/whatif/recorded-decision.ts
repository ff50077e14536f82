import { z } from 'zod';
import { type Destination, regionGroups, transferBases } from '#call';
import type { DecidedAttempt, DecidedCall, LabelReach } from '#ledger';
import type { Place } from '#policy';

/** A place at which a call was or would be decided, with what its bytes for there carried. */
export interface WeighedPlace extends Place {
  /** False for places of old records: a fact that is absent may be one that was known and not written down. */
  readonly isWhole: boolean;
  /** Without pseudonyms. */
  readonly labels: readonly string[];
  /** Undefined where they were not tried. */
  readonly labelsWithPseudonyms: readonly string[] | undefined;
}

/** One decision as it is on record. */
export interface RecordedDecision {
  readonly call: string;
  /** 0 for what was refused. */
  readonly attempt: number;
  readonly time: string;
  readonly asked: string;
  readonly principal: {
    readonly id: string;
    readonly kind: 'person' | 'app' | 'agent';
    readonly role: 'owner' | 'member' | 'auditor';
    readonly project: string;
  };
  /** Digest of the rules that decided. */
  readonly policy: string;
  readonly trail: readonly string[];
  readonly overBudget: boolean;
  /** Rules for which somebody had approved. */
  readonly approvals: readonly string[];
  readonly reach: LabelReach | undefined;
  /** In the order in which they were asked about; the last one is where it went, if it was sent. */
  readonly places: readonly WeighedPlace[];
  readonly isSent: boolean;
  readonly isPseudonymised: boolean;
}

export type RecordedCall =
  | { readonly type: 'decided'; readonly decisions: readonly RecordedDecision[] }
  /** Its record is erased, or was never one that can be read. */
  | { readonly type: 'erased' }
  /** It ended for another reason than the rules. */
  | { readonly type: 'not-decided' };

const text = z.string();
const texts = z.array(text);

/** Facts of a place as they stand in documents and bases; fields that nobody knows yet are passed over. */
const placeShape = z.object({
  provider: text,
  local: z.enum(['verified', 'declared', 'no']),
  legalEntity: text.optional(),
  country: text.optional(),
  retentionDays: z.number().optional(),
  trainsOnData: z.boolean().optional(),
  area: z.enum(regionGroups).optional(),
  companyCountry: text.optional(),
  parentCompany: text.optional(),
  parentCountry: text.optional(),
  maker: text.optional(),
  makerCountry: text.optional(),
  processorContract: z.boolean().optional(),
  transferBasis: z.enum(transferBases).optional(),
});

const deniedShape = placeShape.extend({
  model: text,
  labels: texts.optional(),
  labelsBefore: texts.optional(),
});

const detailShape = z.object({
  principal: text,
  kind: z.enum(['person', 'app', 'agent']),
  role: z.enum(['owner', 'member', 'auditor']),
  project: text,
  decision: texts,
  labels: texts,
  facts: z.object({
    overBudget: z.boolean().default(false),
    approvals: texts.default([]),
    labelsBefore: texts.optional(),
    denied: z.array(deniedShape).default([]),
  }),
  provider: text.optional(),
  model: text.optional(),
  legalEntity: text.optional(),
  retentionDays: z.number().optional(),
  trainsOnData: z.boolean().optional(),
});

const basisShape = z.object({ destination: placeShape.optional(), found: texts, own: texts });

type Basis = z.output<typeof basisShape>;

/** Reads calls from their rows. What rules were given with thousands of calls is read once. */
export class RecordedCalls {
  readonly #bases = new Map<string, Basis | undefined>();

  read({ id, time, asked, decisions }: DecidedCall): RecordedCall {
    const read: RecordedDecision[] = [];
    for (const recorded of decisions) {
      const { attempt, policy, error } = recorded;
      if (attempt === 0 && !isOfRules(error)) return { type: 'not-decided' };
      const parsed = detailShape.safeParse(recorded.detail);
      if (!parsed.success) return { type: 'erased' };
      const { principal, kind, role, project, decision, facts } = parsed.data;
      const basis = this.#basis(recorded.basis);
      read.push({
        call: id,
        attempt,
        time,
        asked,
        principal: { id: principal, kind, role, project },
        policy,
        trail: decision,
        overBudget: facts.overBudget,
        approvals: facts.approvals,
        reach: basis,
        places: placesOf(recorded, parsed.data, basis),
        isSent: attempt > 0,
        isPseudonymised: attempt > 0 && facts.labelsBefore !== undefined,
      });
    }
    return { type: 'decided', decisions: read };
  }

  #basis(basis: string | undefined): Basis | undefined {
    if (basis === undefined) return undefined;
    if (!this.#bases.has(basis)) {
      this.#bases.set(basis, basisShape.safeParse(JSON.parse(basis)).data);
    }
    return this.#bases.get(basis);
  }
}

/** Whether the rules were the reason, or somebody whom they asked. */
function isOfRules(error: string | undefined): boolean {
  return error === 'policy_denied' || (error?.startsWith('approval_') ?? false);
}

function placesOf(
  { attempt, country, local }: DecidedAttempt,
  detail: z.output<typeof detailShape>,
  basis: Basis | undefined,
): readonly WeighedPlace[] {
  const { facts, labels, provider, model } = detail;
  const { labelsBefore } = facts;
  const places = facts.denied.map(
    ({ model: name, labels: there = labels, labelsBefore: own, ...destination }, position): WeighedPlace => {
      // Of what was refused, old records say it once, for the last place.
      const isEnd = attempt === 0 && position === facts.denied.length - 1;
      const before = own ?? (isEnd ? labelsBefore : undefined);
      return {
        model: name,
        destination: wholeDestination(destination),
        isWhole: true,
        labels: before ?? there,
        labelsWithPseudonyms: before === undefined ? undefined : there,
      };
    },
  );
  if (attempt === 0 || provider === undefined || model === undefined) return places;
  const recorded = basis?.destination;
  const { legalEntity, retentionDays, trainsOnData } = detail;
  const destination = recorded ?? {
    provider,
    local: local === 'verified' || local === 'declared' ? local : 'no',
    legalEntity,
    country,
    retentionDays,
    trainsOnData,
  };
  places.push({
    model,
    destination: wholeDestination(destination),
    // Nothing is known of the engine inside but what every record says.
    isWhole: recorded !== undefined || local === 'verified',
    labels: labelsBefore ?? labels,
    labelsWithPseudonyms: labelsBefore === undefined ? undefined : labels,
  });
  return places;
}

function wholeDestination(
  facts: Pick<Destination, 'provider' | 'local'> & {
    readonly [name in keyof Destination]?: Destination[name];
  },
): Destination {
  const { legalEntity, country, retentionDays, trainsOnData } = facts;
  return { ...facts, legalEntity, country, retentionDays, trainsOnData };
}

import type { RegionGroup } from './regions.ts';

/**
 * Where an attempt goes, as far as it is known. A fact that is undefined is unknown, which is neither yes nor no. Each is
 * what the owner's row says or, where the row names a vendor, what was read on that vendor's own pages; only
 * `local: 'verified'` is neither: our own engine alone gets it, because its bytes never leave the machine by construction.
 *
 * The log holds `provider`, `country` and `local`, the index document the entity, the days and the training. The rest
 * serves rules and people and follows from the configuration in force, each change of which is on record.
 */
export interface Destination {
  /** The provider's id in commonhold.yaml, `local` for the engine inside, or `agentsMachine`. */
  readonly provider: string;
  readonly legalEntity: string | undefined;
  /** ISO 3166-1 alpha-2, where the answer is computed. */
  readonly country: string | undefined;
  readonly retentionDays: number | undefined;
  readonly trainsOnData: boolean | undefined;
  readonly local: 'verified' | 'declared' | 'no';
  /** Where the country is not fixed but a group of them is: the answer is computed somewhere inside it. */
  readonly area?: RegionGroup | undefined;
  /** Where the company that runs it has its seat, and the one that owns that company. */
  readonly companyCountry?: string | undefined;
  readonly parentCompany?: string | undefined;
  readonly parentCountry?: string | undefined;
  /** Who made the models, where one maker made all that are served there. */
  readonly maker?: string | undefined;
  readonly makerCountry?: string | undefined;
  /** Whether a contract on processing by order (Article 28 GDPR) holds or is offered. */
  readonly processorContract?: boolean | undefined;
  readonly transferBasis?: TransferBasis | undefined;
}

/** What lets personal data leave the European Economic Area towards it. */
export const transferBases = ['none-needed', 'adequacy', 'standard-clauses', 'binding-rules'] as const;
export type TransferBasis = (typeof transferBases)[number];

/**
 * The `provider` of tools that agents run by themselves: no row of the configuration may have this name. Nothing of such a use
 * leaves here. Its agent's hook told of it, and where it goes from the agent's machine is not known.
 */
export const agentsMachine = 'agent';

import { z } from 'zod';
import { regionGroups, transferBases } from '#call';
import { connectionSchema } from './connection.ts';

/**
 * One thing said about a vendor, with how it is known. `page`: read on the vendor's own page on that day, in a stored copy
 * whose own age is not known. `general-knowledge`: believed and not read, so it is shown to people and decides nothing.
 * `unknown`: looked for and not found, or found to differ; the reason is part of it, so that nothing is unknown silently.
 */
export type Fact<Value> = PageFact<Value> | BelievedFact<Value> | UnknownFact;

export interface PageFact<Value> {
  readonly evidence: 'page';
  readonly value: Value;
  readonly source: string;
  /** The day of reading. */
  readonly read: string;
  /** What the value leaves out: conditions, exceptions, the date that the page gives itself. */
  readonly note?: string | undefined;
}

export interface BelievedFact<Value> {
  readonly evidence: 'general-knowledge';
  readonly value: Value;
  readonly note?: string | undefined;
}

export interface UnknownFact {
  readonly evidence: 'unknown';
  readonly why: string;
}

const country = z.string().regex(/^[A-Z]{2}$/);
const text = z.string().min(1).max(400);
const address = z.url({ protocol: /^https$/ });

/** What is asked about every vendor, and what form each answer has. */
export const factForms = {
  legalEntity: text,
  contractsWith: text,
  companyCountry: country,
  parentCompany: text,
  parentCountry: country,
  country,
  area: z.enum(regionGroups),
  maker: text,
  makerCountry: country,
  retentionDays: z.int().min(0),
  trainsOnData: z.boolean(),
  trainingSetting: text,
  processorContract: z.boolean(),
  transferBasis: z.enum(transferBases),
  subProcessors: address,
} as const;

export type FactName = keyof typeof factForms;
export type FactValue<Name extends FactName> = z.output<(typeof factForms)[Name]>;
export const factNames = Object.keys(factForms) as readonly FactName[];

/** The questions in people's words, in the order in which they are shown. */
export const factTitles: Readonly<Record<FactName, string>> = {
  legalEntity: 'run by',
  contractsWith: 'contract with',
  companyCountry: 'seat of the company',
  parentCompany: 'owned by',
  parentCountry: 'seat of the owner',
  country: 'computed in',
  area: 'computed within',
  maker: 'models made by',
  makerCountry: 'seat of the maker',
  retentionDays: 'days kept, at most',
  trainsOnData: 'trains on your data',
  trainingSetting: 'what changes that',
  processorContract: 'processor contract',
  transferBasis: 'basis of the transfer',
  subProcessors: 'sub-processors',
};

function factSchema<Value>(value: z.ZodType<Value>) {
  return z.discriminatedUnion('evidence', [
    z.strictObject({
      evidence: z.literal('page'),
      value,
      source: address,
      read: z.iso.date(),
      note: text.optional(),
    }),
    z.strictObject({ evidence: z.literal('general-knowledge'), value, note: text.optional() }),
    z.strictObject({ evidence: z.literal('unknown'), why: text }),
  ]);
}

const vendorFacts = z.strictObject({
  legalEntity: factSchema(factForms.legalEntity),
  contractsWith: factSchema(factForms.contractsWith),
  companyCountry: factSchema(factForms.companyCountry),
  parentCompany: factSchema(factForms.parentCompany),
  parentCountry: factSchema(factForms.parentCountry),
  country: factSchema(factForms.country),
  area: factSchema(factForms.area),
  maker: factSchema(factForms.maker),
  makerCountry: factSchema(factForms.makerCountry),
  retentionDays: factSchema(factForms.retentionDays),
  trainsOnData: factSchema(factForms.trainsOnData),
  trainingSetting: factSchema(factForms.trainingSetting),
  processorContract: factSchema(factForms.processorContract),
  transferBasis: factSchema(factForms.transferBasis),
  subProcessors: factSchema(factForms.subProcessors),
});

export const vendorSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/),
    title: z.string().min(1),
    /** A service of somebody else, or a program that an owner runs on machines of theirs. */
    kind: z.enum(['service', 'own-server']),
    /** How it is reached, in the order of preference; none: its protocol is not spoken here. */
    connections: z.array(connectionSchema).min(1).optional(),
    /** Names of its models, where they begin alike: what `providers add` proposes to write into a row. */
    models: z.array(z.string().min(1)).optional(),
    facts: vendorFacts,
    /** Where a vendor lets its customers choose the place, what each choice says about it. */
    regions: z
      .record(
        z.string().regex(/^[a-z][a-z0-9-]{1,39}$/),
        z.strictObject({ country: vendorFacts.shape.country, area: vendorFacts.shape.area }),
      )
      .optional(),
  })
  .readonly();

export type Vendor = z.output<typeof vendorSchema>;
export type VendorFacts = Vendor['facts'];

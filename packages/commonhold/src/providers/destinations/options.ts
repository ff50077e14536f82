import { z } from 'zod';
import { regionGroups, regionsOf, transferBases } from '#call';
import { findVendor, vendors } from './catalog.ts';

/** A fact may be said to be unknown, too: then what the catalog says does not hold for this row. */
const unknown = z.enum(['unknown']);
const text = z.string().min(1);
const country = z.string().regex(/^([A-Z]{2}|unknown)$/, 'two capital letters (ISO 3166-1), or unknown');
const yesOrNo = z.union([z.boolean(), unknown], { error: 'true, false or unknown' });

/** The vendor whose row of the catalog applies, by its id. */
export const vendorOption = z.enum(vendors.map(({ id }) => id)).optional();
export const regionOption = z.string().min(1).optional();

/** `destination:` of a provider's row: the owner's own word, which wins over the catalog. */
export const destinationOptions = z.strictObject({
  legalEntity: text.optional(),
  contractsWith: text.optional(),
  companyCountry: country.optional(),
  parentCompany: text.optional(),
  parentCountry: country.optional(),
  country: country.optional(),
  area: z.enum([...regionGroups, 'unknown']).optional(),
  maker: text.optional(),
  makerCountry: country.optional(),
  retentionDays: z
    .union([z.int().min(0), unknown], { error: 'a whole number of days, or unknown' })
    .optional(),
  trainsOnData: yesOrNo.optional(),
  trainingSetting: text.optional(),
  processorContract: yesOrNo.optional(),
  transferBasis: z.enum([...transferBases, 'unknown']).optional(),
  subProcessors: text.optional(),
  local: z.enum(['declared', 'no']).optional(),
});

interface Row {
  readonly vendor?: string | undefined;
  readonly region?: string | undefined;
  readonly destination: z.output<typeof destinationOptions>;
}

/** What the fields of a row must be together. */
export function checkDestination(row: Row, context: z.RefinementCtx): void {
  const vendor = row.vendor === undefined ? undefined : findVendor(row.vendor);
  const refuse = (path: readonly string[], message: string): void => {
    context.addIssue({ code: 'custom', path: [...path], message });
  };
  const { local, country: where, area } = row.destination;
  if (local === undefined && vendor?.kind !== 'service') {
    refuse(['destination', 'local'], 'say whether the bytes stay on machines of yours: declared or no');
  }
  if (local === 'declared' && vendor?.kind === 'service') {
    refuse(['destination', 'local'], `${vendor.id} runs on machines of its own, so this is no`);
  }
  if (
    row.region !== undefined &&
    (vendor?.regions === undefined || !Object.hasOwn(vendor.regions, row.region))
  ) {
    const known = Object.keys(vendor?.regions ?? {});
    refuse(
      ['region'],
      vendor === undefined
        ? 'means something only beside a vendor'
        : known.length === 0
          ? `no regions of ${vendor.id} are known here; say country instead`
          : `is none of the regions of ${vendor.id} that are known here (${known.join(', ')}); say country instead`,
    );
  }
  if (where !== undefined && where !== 'unknown' && area !== undefined && area !== 'unknown') {
    if (!regionsOf({ country: where }).includes(area))
      refuse(['destination', 'area'], `${where} is not in ${area}`);
  }
}

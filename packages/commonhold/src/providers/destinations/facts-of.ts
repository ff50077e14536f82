import { type Destination, regionsOf } from '#call';
import type { ProviderOptions } from '../options.ts';
import { findVendor } from './catalog.ts';
import { type Fact, type FactName, factNames, type FactValue, type Vendor } from './fact.ts';

/** A row as far as it says where content goes. */
export type DestinationRow = Pick<ProviderOptions, 'vendor' | 'region' | 'destination'>;

/**
 * What holds for one question. `value` is what rules and the record see; undefined is unknown. The owner's word wins over
 * the catalog, also where it says `unknown`. What is only believed of a vendor is in `catalog` and never in `value`.
 */
export interface ResolvedFact<Name extends FactName> {
  readonly by: 'owner' | 'catalog' | 'nobody';
  readonly value: FactValue<Name> | undefined;
  /** What the catalog says, also where the owner's word replaces it. */
  readonly catalog: Fact<FactValue<Name>> | undefined;
}

export interface DestinationFacts {
  readonly vendor: Vendor | undefined;
  readonly region: string | undefined;
  readonly local: 'declared' | 'no';
  readonly facts: { readonly [Name in FactName]: ResolvedFact<Name> };
  /** The country, and every group that the place cannot be outside of. */
  readonly regions: readonly string[];
}

/** What is known of where a row's content goes. Depends on the row and this release's catalog, and on nothing else. */
export function factsOf(row: DestinationRow): DestinationFacts {
  const vendor = row.vendor === undefined ? undefined : findVendor(row.vendor);
  const place = row.region === undefined ? undefined : vendor?.regions?.[row.region];
  const said = { ...vendor?.facts, ...place };
  // The owner's country and the catalog's area, or the other way round, would speak of two places.
  const ownPlace = row.destination.country !== undefined || row.destination.area !== undefined;
  const resolve = <Name extends FactName>(name: Name): ResolvedFact<Name> => {
    const catalog = said[name] as Fact<FactValue<Name>> | undefined;
    const own = row.destination[name] as FactValue<Name> | 'unknown' | undefined;
    if (own !== undefined) return { by: 'owner', value: own === 'unknown' ? undefined : own, catalog };
    if (ownPlace && (name === 'country' || name === 'area'))
      return { by: 'nobody', value: undefined, catalog };
    if (catalog === undefined) return { by: 'nobody', value: undefined, catalog };
    return { by: 'catalog', value: catalog.evidence === 'page' ? catalog.value : undefined, catalog };
  };
  const facts = Object.fromEntries(factNames.map((name) => [name, resolve(name)])) as {
    readonly [Name in FactName]: ResolvedFact<Name>;
  };
  return {
    vendor,
    region: row.region,
    // The configuration refuses a row that neither says it nor names a service.
    local: row.destination.local ?? 'no',
    facts,
    regions: regionsOf({ country: facts.country.value, area: facts.area.value }),
  };
}

/** The same as the gate, the rules and the record see it. */
export function destinationOf(provider: string, row: DestinationRow): Destination {
  const { local, facts } = factsOf(row);
  return {
    provider,
    local,
    legalEntity: facts.legalEntity.value,
    country: facts.country.value,
    area: facts.area.value,
    retentionDays: facts.retentionDays.value,
    trainsOnData: facts.trainsOnData.value,
    companyCountry: facts.companyCountry.value,
    parentCompany: facts.parentCompany.value,
    parentCountry: facts.parentCountry.value,
    maker: facts.maker.value,
    makerCountry: facts.makerCountry.value,
    processorContract: facts.processorContract.value,
    transferBasis: facts.transferBasis.value,
  };
}

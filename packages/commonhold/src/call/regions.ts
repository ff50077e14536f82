/**
 * Groups of countries that rules may name, by ISO 3166-1 alpha-2; every country is a region of its own, too. What belongs
 * to the Union and the Economic Area is a matter of treaties and changes rarely. What the Commission finds adequate is
 * decided from year to year, so that table carries the date on which it was read, and people are shown its age.
 */
export const regionGroups = ['EU', 'EEA', 'UK', 'EU-ADEQUATE'] as const;
export type RegionGroup = (typeof regionGroups)[number];

interface RegionTable {
  readonly title: string;
  readonly countries: readonly string[];
  /** Groups of which every country is in this one, too. */
  readonly holds: readonly RegionGroup[];
  readonly source: string;
  /** The day on which a stored copy of the source was read; absent: general knowledge, and the source is where to look. */
  readonly read?: string;
  readonly note?: string;
}

const unionCountries =
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');

export const regionTables: Readonly<Record<RegionGroup, RegionTable>> = {
  EU: {
    title: 'European Union',
    countries: unionCountries,
    holds: [],
    source: 'https://european-union.europa.eu/principles-countries-history/eu-countries_en',
  },
  EEA: {
    title: 'European Economic Area',
    countries: [...unionCountries, 'IS', 'LI', 'NO'],
    holds: ['EU'],
    source: 'https://www.efta.int/eea-relations-with-eu/eea-agreement',
  },
  UK: {
    title: 'United Kingdom, whose code is GB',
    countries: ['GB'],
    holds: [],
    source: 'https://www.iso.org/obp/ui/#iso:code:3166:GB',
  },
  'EU-ADEQUATE': {
    title: 'Countries that the European Commission has found adequate as a whole',
    countries: 'AD AR CH FO GB GG IL IM JE JP KR NZ UY'.split(' '),
    holds: ['UK'],
    source:
      'https://commission.europa.eu/law/law-topic/data-protection/international-dimension-data-protection/adequacy-decisions_en',
    read: '2026-11-22',
    note: 'The copy that was read is of 2024 or later and may lack newer decisions; whether the one on the United Kingdom, which had an end, was renewed was not read. Canada (commercial organisations) and the United States (certified organisations only) are left out, because their decisions do not cover every recipient.',
  },
};

const groups = new Map(regionGroups.map((name) => [name, new Set(regionTables[name].countries)]));

/** The regions that a place is in: its country, and the groups that it cannot be outside of. None when nothing is known. */
export function regionsOf(place: {
  readonly country?: string | undefined;
  readonly area?: RegionGroup | undefined;
}): readonly string[] {
  const { country, area } = place;
  const within = regionGroups.filter(
    (group) =>
      (country !== undefined && groups.get(group)?.has(country)) ||
      (area !== undefined && (group === area || regionTables[group].holds.includes(area))),
  );
  return country === undefined ? within : [country, ...within];
}

/** Whether a rule may name it: a group, or what has the form of a country. */
export function isRegion(name: string): boolean {
  return regionGroups.some((group) => group === name) || /^[A-Z]{2}$/.test(name);
}

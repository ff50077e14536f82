/**
 * Groups of countries that rules may name, by ISO 3166-1 alpha-2. Every country is a region of its own, too. What belongs
 * to a group is a matter of treaties and changes rarely; groups that somebody decides on from year to year, such as the
 * countries that another finds adequate, are not here, because a table in a program would be wrong without anybody noticing.
 */
const unionCountries =
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');

const groups: Readonly<Record<string, ReadonlySet<string>>> = {
  EU: new Set(unionCountries),
  EEA: new Set([...unionCountries, 'IS', 'LI', 'NO']),
};

/** The regions that a country is in; none when it is not known. */
export function regionsOf(country: string | undefined): readonly string[] {
  if (country === undefined) return [];
  return [country, ...Object.keys(groups).filter((group) => groups[group]?.has(country))];
}

/** Whether a rule may name it: a group, or what has the form of a country. */
export function isRegion(name: string): boolean {
  return Object.hasOwn(groups, name) || /^[A-Z]{2}$/.test(name);
}

export const regionGroups: readonly string[] = Object.keys(groups);

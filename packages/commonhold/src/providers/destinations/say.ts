import type { BelievedFact, PageFact, UnknownFact, Vendor } from './fact.ts';

/** The day on which the pages of this release were read. A row that is read anew later names its own day. */
const readOn = '2026-11-22';

/** Read on a page of the vendor's own. */
export function read<Value>(value: Value, source: string, note?: string): PageFact<Value> {
  return { evidence: 'page', value, source, read: readOn, ...(note === undefined ? {} : { note }) };
}

/** Believed, and not read anywhere: shown, and decides nothing. */
export function believed<Value>(value: Value, note?: string): BelievedFact<Value> {
  return { evidence: 'general-knowledge', value, ...(note === undefined ? {} : { note }) };
}

export function unknown(why: string): UnknownFact {
  return { evidence: 'unknown', why };
}

/** Reasons that many facts share. */
export const notFound = unknown('No page of the vendor that says so was found in the stored copies.');
export const countryDecides = unknown('The country decides, where it is known.');
export const manyMakers = unknown('Models of many makers are served; say of your row whose you call.');
export const noOwnerKnown = unknown('No page that names a company above this one was found.');

/** A choice of place that fixes one country. */
export function inCountry(country: Place['country']): Place {
  return { country, area: countryDecides };
}

type Place = NonNullable<Vendor['regions']>[string];

import type { Detector } from '../detector.ts';
import { patternMatches } from './pattern.ts';

/** ISO 13616: country, two check digits, and up to 30 letters and digits, in groups of four or alone. */
const account =
  /(?<![\p{L}\p{N}])[A-Z] ?[A-Z][ .-]?(?:\d ?[\dOIlSB]|[OIlSB] ?\d)(?:[ .-]{0,2}[A-Z0-9|]){11,30}(?![\p{L}\p{N}])/giu;

/** Characters of an account number by country (SWIFT IBAN registry, release 99). */
export const accountLengths: Readonly<Record<string, number>> = {
  AD: 24,
  AE: 23,
  AL: 28,
  AT: 20,
  AZ: 28,
  BA: 20,
  BE: 16,
  BG: 22,
  BH: 22,
  BI: 27,
  BR: 29,
  BY: 28,
  CH: 21,
  CR: 22,
  CY: 28,
  CZ: 24,
  DE: 22,
  DJ: 27,
  DK: 18,
  DO: 28,
  EE: 20,
  EG: 29,
  ES: 24,
  FI: 18,
  FK: 18,
  FO: 18,
  FR: 27,
  GB: 22,
  GE: 22,
  GI: 23,
  GL: 18,
  GR: 27,
  GT: 28,
  HN: 28,
  HR: 21,
  HU: 28,
  IE: 22,
  IL: 23,
  IQ: 23,
  IS: 26,
  IT: 27,
  JO: 30,
  KW: 30,
  KZ: 20,
  LB: 28,
  LC: 32,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  LY: 25,
  MC: 27,
  MD: 24,
  ME: 22,
  MK: 19,
  MN: 20,
  MR: 27,
  MT: 31,
  MU: 30,
  NI: 28,
  NL: 18,
  NO: 15,
  OM: 23,
  PK: 24,
  PL: 28,
  PS: 29,
  PT: 25,
  QA: 29,
  RO: 24,
  RS: 22,
  RU: 33,
  SA: 24,
  SC: 31,
  SD: 18,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  SO: 23,
  ST: 25,
  SV: 28,
  TL: 23,
  TN: 24,
  TR: 26,
  UA: 29,
  VA: 22,
  VG: 24,
  XK: 20,
  YE: 30,
};

export const iban: Detector = {
  name: 'iban',
  label: 'personal',
  cue: /[A-Z][ .-]?(?:\d ?[\dOIlSB]|[OIlSB] ?\d)[ .-]{0,2}[A-Z0-9|] ?[A-Z0-9|]/gi,
  longest: 128,
  *look(window) {
    for (const { start, end: limit } of patternMatches(account, window, () => 'checked')) {
      const end = endOfAccount(window, start, limit);
      if (end === undefined) continue;
      const value = window.slice(start, end).replaceAll(/[ .-]/g, '');
      if (hasRemainderOne(value.toUpperCase())) yield { start, end, confidence: 'checked' };
      // Most countries' accounts are digits alone, so letters in them may be digits that a scanner took for letters.
      // In some they begin with the four letters of a bank.
      else if (hasRemainderOne(repaired(value, 4)) || hasRemainderOne(repaired(value, 8)))
        yield { start, end, confidence: 'likely' };
    }
  },
};

/** Words may follow an account number in capitals; the country says how long it is. */
function endOfAccount(window: string, start: number, limit: number): number | undefined {
  let length =
    accountLengths[
      window
        .slice(start, start + 3)
        .replace(' ', '')
        .slice(0, 2)
        .toUpperCase()
    ];
  if (length === undefined) return undefined;
  for (let at = start; at < limit; at++) {
    if (!/[ .-]/.test(window[at] ?? '')) length -= 1;
    if (length === 0) return at + 1 === limit || /[ .-]/.test(window[at + 1] ?? '') ? at + 1 : undefined;
  }
  return undefined;
}

const scanned: Readonly<Record<string, string>> = { O: '0', I: '1', l: '1', '|': '1', S: '5', B: '8' };

/** With digits for letters in the check digits, and from a place on. */
function repaired(value: string, from: number): string {
  const read = (part: string): string => part.replaceAll(/[OIl|SB]/g, (letter) => scanned[letter] ?? letter);
  return (
    value.slice(0, 2) +
    read(value.slice(2, 4)) +
    value.slice(4, from) +
    read(value.slice(from))
  ).toUpperCase();
}

/** ISO 7064 mod 97-10, with the first four characters moved to the end. */
function hasRemainderOne(account: string): boolean {
  let remainder = 0;
  for (const character of account.slice(4) + account.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

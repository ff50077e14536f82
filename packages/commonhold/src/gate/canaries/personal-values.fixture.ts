import { type CountryCode, getExampleNumber } from 'libphonenumber-js/min';
import examples from 'libphonenumber-js/mobile/examples';
import { accountLengths, nationalIds } from '#labels';
import type { Canary } from './canary.fixture.ts';
import { digitsFrom, randomFrom } from './random.fixture.ts';
import { textOfPattern } from './text-of-pattern.fixture.ts';

const emails = [
  'canary.bird@example.org', 'o_brien+tag@mail.example.co.uk', 'jürgen@bücher.example', 'ANNA@EXAMPLE.COM',
  'a1@b2.example', 'x%y@example.net', 'zoë@example.fr', 'first.last@sub.sub2.example.de', 'иван@почта.example',
]; // prettier-ignore

/** One mobile number of every country that the library of telephones has an example of. */
function phones(): Canary[] {
  return Object.keys(examples).map((country) => {
    const number = getExampleNumber(country as CountryCode, examples);
    return {
      kind: 'telephone',
      name: country,
      label: 'personal',
      text: number?.formatInternational() ?? '',
    };
  });
}

/** Beginnings and lengths of the networks of cards. */
const networks: readonly (readonly [string, number])[] = [
  ['4', 16], ['4', 13], ['4', 19], ['51', 16], ['55', 16], ['2221', 16], ['2720', 16], ['34', 15], ['37', 15],
  ['36', 14], ['300', 14], ['6011', 16], ['65', 16], ['3528', 16], ['3589', 16], ['62', 16], ['62', 19], ['5018', 12],
  ['6304', 18], ['6759', 16],
]; // prettier-ignore

function cards(random: () => number): Canary[] {
  return networks.map(([beginning, length]) => {
    const body = beginning + digitsFrom(random, length - beginning.length - 1);
    let sum = 0;
    for (const [place, digit] of Array.from(body).toReversed().entries()) {
      const value = Number(digit) * (place % 2 === 0 ? 2 : 1);
      sum += value > 9 ? value - 9 : value;
    }
    const text = `${body}${(10 - (sum % 10)) % 10}`;
    const isGrouped = random() < 0.5;
    const written = isGrouped ? text.replaceAll(/(.{4})(?=.)/g, '$1 ') : text;
    return { kind: 'payment card', name: `${beginning}…/${length}`, label: 'personal', text: written };
  });
}

function accounts(random: () => number): Canary[] {
  return Object.entries(accountLengths).map(([country, length]) => {
    const account = digitsFrom(random, length - 4);
    let remainder = 0;
    for (const sign of `${account}${country}00`) {
      const value = Number.parseInt(sign, 36);
      remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
    }
    const text = `${country}${String(98 - remainder).padStart(2, '0')}${account}`;
    const written = random() < 0.5 ? text.replaceAll(/(.{4})(?=.)/g, '$1 ') : text;
    return { kind: 'account (IBAN)', name: country, label: 'personal', text: written };
  });
}

/** Words that announce a number of each country of which the digits alone prove little. */
const announced: Readonly<Record<string, string>> = {
  'US social security number, digits alone': 'SSN',
  'DE tax identification number': 'Steuer-ID',
  'NL citizen service number': 'BSN',
  'PL PESEL': 'PESEL',
  'AT insurance number': 'Sozialversicherung',
  'BG civil number': 'EGN',
  'TR identity number': 'TC Kimlik',
  "PT citizen's card": 'ID',
  'CA social insurance number': 'SIN',
  'IN Aadhaar, digits alone': 'Aadhaar',
  'AU tax file number': 'TFN',
};

/** Tries, because most texts of the right form have a wrong check digit or no such day. */
const triesMax = 400_000;

function identities(random: () => number): Canary[] {
  return nationalIds.map(({ country, name, pattern, isValid, needs }) => {
    const called = `${country} ${name}`;
    const words = announced[called];
    if ((needs !== 'shape') !== (words !== undefined)) throw new Error(`${called}: no words, or too many`);
    for (let tries = 0; tries < triesMax; tries++) {
      const text = textOfPattern(likely(pattern.source, country), random).toUpperCase();
      if (/^(\d)\1+$/.test(text.replaceAll(/\D/g, '')) || !isValid(text)) continue;
      return {
        kind: 'national number',
        name: called,
        label: 'personal',
        ...(words === undefined ? {} : { before: `${words}: ` }),
        text,
      };
    }
    throw new Error(`${called}: none was found`);
  });
}

/** Six digits in front are mostly a day of birth, which a free draw seldom is; and nobody puts spaces just anywhere. */
function likely(source: string, country: string): string {
  if (country === 'IT') return '[A-Z]{6}[5-9]\\d[A-EHLMPRST]0[1-9][A-Z]\\d{3}[A-Z]';
  return source
    .replace(/\^?\\d\{6\}\(\?:19\|20\)\\d\{9\}/, '110101(?:19|20)\\d\\d(?:0\\d|1[0-2])[0-2]\\d\\d{3}')
    .replace('[A-Z]{4}\\d{6}[HM][A-Z]{5}', '[A-Z][AEIOU][A-Z]{2}\\d\\d0[1-9][0-2][1-9][HM]DF[BCDFG]{3}');
}

const addresses: readonly (readonly [string, string])[] = [
  ['IPv4 address', '203.0.113.77'], ['IPv4 address', '198.51.100.4'], ['IPv4 address', '10.20.30.40'],
  ['IPv6 address', '2001:db8::8a2e:370:7334'], ['IPv6 address', 'fe80::1ff:fe23:4567:890a'],
  ['IPv6 address', '2001:0db8:85a3:0000:0000:8a2e:0370:7334'], ['MAC address', '3c:22:fb:9a:01:7d'],
  ['MAC address', '3C-22-FB-9A-01-7E'],
]; // prettier-ignore

const births: readonly (readonly [string, string])[] = [
  ['born on ', '3 May 1971'], ['Date of birth: ', '1971-05-03'], ['DOB ', '05/03/1971'], ['geboren am ', '3. Mai 1971'],
  ['Geburtsdatum: ', '03.05.1971'], ['née le ', '3 mai 1971'], ['Fecha de nacimiento: ', '3 de mayo de 1971'],
  ['data di nascita ', '03/05/1971'], ['geboortedatum: ', '03-05-1971'], ['data urodzenia: ', '03.05.1971'],
  ['data de nascimento: ', '03/05/1971'], ['födelsedatum: ', '1971-05-03'],
]; // prettier-ignore

export function personalValues(seed = 20_261_122): readonly Canary[] {
  const random = randomFrom(seed);
  const plain = (kind: string, text: string): Canary => ({ kind, name: text, label: 'personal', text });
  return [
    ...emails.map((text) => plain('e-mail address', text)),
    ...phones(),
    ...cards(random),
    ...accounts(random),
    ...identities(random),
    ...addresses.map(([kind, text]) => plain(kind, text)),
    ...births.map(([before, text]) => ({ ...plain('date of birth', text), name: before + text, before })),
  ];
}

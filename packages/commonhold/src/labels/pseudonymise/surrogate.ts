import type { Kind } from '../kinds.ts';

/**
 * Values of the same type that belong to nobody: the domain `.invalid` (RFC 2606), telephone numbers that are kept for
 * drama (Ofcom), addresses kept for documentation (RFC 5737), card and account numbers whose check digits are wrong.
 */
const first =
  'Robin Alex Jamie Taylor Morgan Casey Jordan Quinn Avery Riley Rowan Sasha Charlie Kerry Leslie Marion';
const last =
  'Ashgrove Birchfield Calderwood Dunmoor Elmhurst Fernleigh Gorsedale Hazelton Ivybridge Juniperley Larkmead Mossgate Northbrook Oakenshaw Pinewell Quarrydene';
const firstNames = first.split(' ');
const lastNames = last.split(' ');
const names = firstNames.length * lastNames.length;

/** As many as each reserved range holds; what comes after them gets a token. */
const phones = 1000;
const addresses = 155;
const numbered = 10_000;

/** The surrogate of a number from 1; undefined for kinds that have none and when all are used up. */
export function surrogateOf(kind: Kind, number: number): string | undefined {
  switch (kind) {
    case 'EMAIL':
      return `person${number}@example.invalid`;
    case 'PHONE':
      return number < phones ? `+44 20 7946 0${String(number).padStart(3, '0')}` : undefined;
    case 'IP':
      // Three digits each, so that none is the beginning of another.
      return number <= addresses ? `192.0.2.${99 + number}` : undefined;
    case 'IBAN':
      // ISO 7064 gives 02 to 98; no account of any country has 00.
      return number < numbered
        ? `DE00 0000 0000 0000 ${String(number).padStart(6, '0').replace(/..$/, ' $&')}`
        : undefined;
    case 'CARD':
      return number < numbered ? cardOf(number) : undefined;
    case 'PERSON':
      return number <= names ? nameOf(number - 1) : undefined;
    // An invented date, key or term would be taken for a fact, and no ranges of identity numbers are kept free.
    case 'ID':
    case 'MAC':
    case 'DATE':
    case 'SECRET':
    case 'TERM':
      return undefined;
  }
}

/** Neighbours have neither name in common. */
function nameOf(index: number): string {
  const round = Math.floor(index / firstNames.length);
  const family = (index + round) % lastNames.length;
  return `${firstNames[index % firstNames.length] ?? ''} ${lastNames[family] ?? ''}`;
}

function cardOf(number: number): string {
  const groups = `400000000000${String(number).padStart(4, '0')}`;
  // Where the last digit happens to be the right one, another digit is one more, which Luhn's sum counts twice.
  const digits = luhnSum(groups) % 10 === 0 ? `401${groups.slice(3)}` : groups;
  return digits.replaceAll(/(.{4})(?=.)/g, '$1 ');
}

function luhnSum(digits: string): number {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum;
}

const forms = [
  /person\d{1,9}@example\.invalid/gi,
  /(?=(\+44 20 7946 0\d{3}))/g,
  /(?=(192\.0\.2\.\d{3}))/g,
  /(?=(DE00 0000 0000 0000 00\d\d \d\d))/g,
  /(?=(40[01]0 0000 0000 \d{4}))/g,
  new RegExp(`(?:${firstNames.join('|')}) (?:${lastNames.join('|')})`, 'gi'),
];

/** Everything in a text that could be a surrogate, whoever wrote it. */
export function* surrogatesIn(text: string): Generator<string> {
  for (const form of forms) for (const match of text.matchAll(form)) yield match[1] ?? match[0];
}

import { isValidPhoneNumber } from 'libphonenumber-js/min';
import type { Detector } from '../detector.ts';
import type { Confidence } from '../finding.ts';
import { isDialledSomewhere } from './dialling-plans.ts';
import { patternMatches, saidBefore } from './pattern.ts';

/** Groups of digits with single signs between them, an optional country in front, an extension behind. E.164: 15 digits. */
const number =
  /(?=[\d+(])(?<![\p{L}\d]|\d[-./])(?:(?:\+|00) ?)?(?:\(\+?\d{1,5}\)[ .\-/]{0,2})?\d{1,15}(?:[ .\-/]{1,3}(?:\(\d{1,5}\)[ .\-/]{0,2})?\d{1,9}){0,14}(?:,? ?(?:x|ext\.?) ?\d{1,5})?(?![\p{L}\d]|[-./ ]\d)/giu;

const words =
  /(?:\b(?:tel|phone|fon|call(?:ing|ed)?|cell|mobil|fax|handy|ruf|dial|text|sms|whatsapp|reach|contact|number|nummer|n[uú]mero|num[eé]ro|t[eé]l|telefon|ring|hotline|kom[oó]rk|zadzwo|dzwoń|answer|antwort|appel|rappel|llam|chiam|ligue|bel me|cep|gsm|puh|τηλ|κιν|тел|звон|моб)|☎|📞|📱|電話|电话|携帯|手机|전화|휴대|هاتف|فون)/iu;
/** Numbers of other things, and what makes a row of digits something else than a telephone. */
const otherWords =
  /\b(?:card|account|iban|order|invoice|ticket|id|isbn|issn|doi|version|build|line|port|page)\b[^a-z]{0,12}$/i;

export const phone: Detector = {
  name: 'phone',
  label: 'personal',
  // Seven digits are the fewest that are looked at.
  cue: /\d(?:[ .\-/()]{0,4}\d){6}/g,
  longest: 64,
  readsRepaired: true,
  *look(window) {
    for (const match of patternMatches(number, window, judge)) {
      yield { ...match, isSaid: saidBefore(words, window.slice(0, match.start)) };
    }
  },
};

/** Fewer digits are no telephone. */
const digitsMin = 7;

function judge(value: string, before: string): Confidence | undefined {
  // Most numbers are small, and the questions below are dear.
  if (value.length < digitsMin) return undefined;
  const main = value.replace(/,? ?(?:x|ext\.?) ?\d+$/i, '');
  const digits = main.replaceAll(/\D/g, '');
  if (digits.length < digitsMin || digits.length > 15 || /^(\d)\1+$/.test(digits)) return undefined;
  if (
    isDate(main) ||
    isAddress(main) ||
    /^\d{3}-\d{2}-\d{4}$/.test(main) ||
    // Nothing but a telephone is written with a plus.
    (!/^\(?\+/.test(main) && saidBefore(otherWords, before, 24))
  )
    return undefined;
  const international = /^\(?(?:\+|00)/.test(main);
  if (international)
    return isValidPhoneNumber(`+${digits.replace(/^00/, '')}`.replace('(0)', '')) ||
      isValidPhoneNumber(plus(main))
      ? 'checked'
      : 'likely';
  if (isCounting(main)) return undefined;
  const isSaid = saidBefore(words, before);
  // Nobody writes so many groups, but digits may stand one by one.
  if (main.split(/\D+/).length > 9 && !/^\d(?:\D{1,3}\d)*$/.test(main)) return undefined;
  const isGrouped = /\d[ .\-/)]+\(?\d/.test(main);
  if (isSaid && digits.length <= 13) return 'likely';
  // A row of digits alone can be anything, and so can two groups without a sign that only telephones have.
  if (!isGrouped || isAmount(main)) return undefined;
  if (/^(?:1[-. ])?\(?[2-9]\d\d\)?[-. ]{1,2}[2-9]\d\d[-. ]\d{4}$/.test(main)) return 'likely';
  return looksDialled(main) && isDialledSomewhere(digits) ? 'likely' : undefined;
}

/** Rows of small numbers. */
function isCounting(main: string): boolean {
  const groups = main.split(/\D+/).filter((group) => group !== '');
  const areSmall = groups.length >= 5 && !main.startsWith('0') && groups.every((group) => group.length <= 2);
  return areSmall && !groups.every((group) => group.length === 1);
}

/** Three digits after each space, as amounts have them; some countries' telephones too, but for how they begin. */
function isAmount(main: string): boolean {
  return /^\d{1,2}(?:[ .]\d{3}){2,}$|^\d{1,3}(?:[ .]\d{3})*[ .]000$/.test(main);
}

/** A trunk prefix, an area code in brackets, or groups of the lengths in which numbers are said aloud. */
function looksDialled(main: string): boolean {
  const groups = main.split(/\D+/).filter((group) => group !== '');
  const steady = groups.length >= 3 && groups.every((group) => group.length >= 2 && group.length <= 4);
  return main.startsWith('(') || main.startsWith('0') || steady;
}

/** With the national trunk prefix in brackets, `+44 (0)20 …`, that is not dialled from abroad. */
function plus(main: string): string {
  return `+${main.replace('(0)', '').replaceAll(/\D/g, '').replace(/^00/, '')}`;
}

function isDate(main: string): boolean {
  return /^(?:(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d)(?:[ T]\d{1,2}(?:[.:]\d\d)?)?/.test(
    main,
  );
}

function isAddress(main: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(main);
}

import type { Detector } from '../detector.ts';
import { patternMatches } from './pattern.ts';

/** 12 to 19 digits, alone or in groups; single signs may stand between them. ISO/IEC 7812 */
const number = /(?<![\dA-Za-z]|\d[.,\-/ ])\d(?:[ .\-_]{0,2}\d){11,18}(?!\d|[ .\-_]\d)/g;

/** First digits that networks of cards have: Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay, Maestro. */
const network = /^(?:4|5[0-8]|2[2-7]|180|213|3[0-9]|6)/;

export const paymentCard: Detector = {
  name: 'payment-card',
  label: 'personal',
  cue: /\d(?:[ .\-_]{0,2}\d){11}/g,
  longest: 64,
  readsRepaired: true,
  look: (window) =>
    patternMatches(number, window, (value) => {
      const digits = value.replaceAll(/\D/g, '');
      return network.test(digits) && hasLuhnDigit(digits) && !/^(\d)\1+$/.test(digits)
        ? 'checked'
        : undefined;
    }),
};

/** The check digit of ISO/IEC 7812-1, annex B. */
export function hasLuhnDigit(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

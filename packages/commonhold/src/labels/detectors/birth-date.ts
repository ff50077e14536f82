import type { Detector } from '../detector.ts';
import { patternMatches, saidBefore } from './pattern.ts';

/**
 * A date of birth in context: a date after words that say so. A date alone is anybody's. English, German, French,
 * Spanish, Italian, Dutch, Polish, Portuguese, Swedish words; others are not found.
 */
const saying = String.raw`born|birth ?da(?:te|y)|date[ _-]?of[ _-]?birth|d\.?o\.?b\.?|geb(?:oren|\.)?|geburts(?:datum|tag)|n[ée]e? le|date de naissance|nacid[oa]|fecha de nacimiento|nat[oa] il|data di nascita|geboortedatum|geboren op|data urodzenia|urodzon[ya]|data de nascimento|nascid[oa]|f[öo]delsedatum|f[öo]dd`;
const words = new RegExp(String.raw`\b(?:${saying})\b(?:[^\n]{0,24}|:\n)$`, 'iu');
/** Wherever they stand: most windows with digits have none, and the pattern for dates is ten times as dear. */
const anyWords = new RegExp(saying, 'iu');

const months =
  'jan|feb|m[aä]r|mrz|apr|ma[iyjo]|jun|jul|ao[uû]t|aug|ago|sep|set|o[ck]t|out|nov|de[cz]|ene|gen|f[eé]v|abr|avr|mag|gi?u|lug|juin|juil|styc|lut|kwi|maj|cze|lip|sie|wrz|pa[zź]|lis|gru';
const date = new RegExp(
  String.raw`(?<!\d)(?:(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]{1,2}\d{1,2}[-./ ]{1,2}(?:19|20)?\d\d|\d{1,2}(?:st|nd|rd|th|\.|º)?[ -](?:de )?(?:${months})\p{L}{0,8}\.?,?[ -](?:de )?(?:19|20)\d\d|(?:${months})\p{L}{0,8}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d)(?!\d)`,
  'giu',
);

export const birthDate: Detector = {
  name: 'birth-date',
  label: 'personal',
  cue: /\d\d/g,
  longest: 48,
  *look(window) {
    if (!anyWords.test(window)) return;
    yield* patternMatches(date, window, (_, before) =>
      saidBefore(words, before, 56) ? 'likely' : undefined,
    );
  },
};

import { isIPv4, isIPv6 } from 'node:net';
import type { Detector } from '../detector.ts';
import type { Confidence } from '../finding.ts';
import { patternMatches, saidBefore } from './pattern.ts';

const four = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)/g;
/** The last two groups may be written as an address of the short kind. */
const six =
  /(?<![\w:.])[0-9A-Fa-f]{0,4}(?:(?::[0-9A-Fa-f]{0,4}){1,6}:\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)|(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:]))/g;
/** Times and fields have one colon or two; an address has two side by side, or more. */
const manyColons = /::|:(?:[\dA-FOIlS]{1,4}:){5}/i;
const hardware = /(?<![\w:-])[0-9A-Fa-f]{2}(?:([:-])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2}){4}(?![\w:-])/g;

/** The same as a scanner or somebody with a wide hand has written them: letters for digits, or a space after every digit. */
const scannedFour = /(?<![\w.])[\dOIlSB]{1,3}(?:\.[\dOIlSB]{1,3}){3}(?!\w|\.\d)/g;
const spacedFour = /(?<![\w.]|\d )\d(?: \d){0,2}(?:\.\d(?: \d){0,2}){3}(?!\w|\.\d| \d(?!\d))/g;
/** Begins as addresses do that are given out, because names in programs have colons too. */
const scannedSix =
  /(?<![\w:.])(?:[23][\dA-FOIlS]{3}|f[CDEcde][\dABab][\dA-FOIlS])(?::[\dA-FOIlS]{0,4}){2,7}(?![\w:])/gi;

/** Version numbers have the shape of addresses. */
const versionWords = /\b(?:version|release|firmware|v)[ .:=]*$/i;

export const ipAddress: Detector = {
  name: 'ip-address',
  label: 'personal',
  cue: /\d\.[\dOIlSB]|[OIlSB]\.\d|:[0-9A-Fa-f:]/g,
  longest: 64,
  *look(window) {
    const short = patternMatches(four, window, (value, before) =>
      isIPv4(value) && isSomebodys(value) && !saidBefore(versionWords, before, 12) ? 'likely' : undefined,
    );
    // Times and fields have one colon; looking for an address at every place between would cost more than all else here.
    const long = manyColons.test(window)
      ? patternMatches(six, window, (value) => (isIPv6(value) && value.length > 6 ? 'likely' : undefined))
      : [];
    const damaged = [
      ...(scannedSign.test(window) ? patternMatches(scannedFour, window, judgeScanned) : []),
      ...(spacedSign.test(window) ? patternMatches(spacedFour, window, judgeSpaced) : []),
      ...(manyColons.test(window) ? patternMatches(scannedSix, window, judgeScanned) : []),
    ];
    yield* [...short, ...long, ...damaged].sort(
      (left, right) => left.start - right.start || right.end - left.end,
    );
  },
};

export const macAddress: Detector = {
  name: 'mac-address',
  label: 'personal',
  cue: /[0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}[:-]/g,
  longest: 24,
  look: (window) =>
    patternMatches(hardware, window, (value) => (/^([0F])\1(.\1\1)+$/i.test(value) ? undefined : 'likely')),
};

/** What is in each of these, and in few other texts. */
const scannedSign = /\d\.?[OIlSB]|[OIlSB]\.?\d/;
const spacedSign = /\d \d\.\d|\d\.\d \d/;
const digits: Readonly<Record<string, string>> = { O: '0', I: '1', l: '1', S: '5' };

/** Letters that were read as digits, where no more than half of the signs are such. */
function judgeScanned(value: string): Confidence | undefined {
  const signs = value.replaceAll(/[.:]/g, '');
  const letters =
    signs.replaceAll(/[^OIlS]/g, '').length + (value.includes('.') ? signs.split('B').length - 1 : 0);
  if (letters === 0 || letters * 2 > signs.length) return undefined;
  const read = value.replaceAll(/[OIlS]/g, (letter) => digits[letter] ?? letter);
  if (value.includes(':')) return isIPv6(read) && value.length > 6 ? 'likely' : undefined;
  return isSomebodysFour(read.replaceAll('B', '8')) ? 'likely' : undefined;
}

function judgeSpaced(value: string): Confidence | undefined {
  return value.includes(' ') && isSomebodysFour(value.replaceAll(' ', '')) ? 'likely' : undefined;
}

function isSomebodysFour(value: string): boolean {
  return isIPv4(value) && isSomebodys(value);
}

/** Addresses that every machine has stand for nobody: this machine, none, all. */
function isSomebodys(address: string): boolean {
  return !/^(?:127\.|0\.|255\.255\.)/.test(address);
}

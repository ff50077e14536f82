import { isIPv4, isIPv6 } from 'node:net';
import type { Detector } from '../detector.ts';
import { patternMatches, saidBefore } from './pattern.ts';

const four = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)/g;
/** The last two groups may be written as an address of the short kind. */
const six =
  /(?<![\w:.])[0-9A-Fa-f]{0,4}(?:(?::[0-9A-Fa-f]{0,4}){1,6}:\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)|(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:]))/g;
const twoColons = /:[0-9A-Fa-f]{0,4}:/;
const hardware = /(?<![\w:-])[0-9A-Fa-f]{2}(?:([:-])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2}){4}(?![\w:-])/g;

/** Version numbers have the shape of addresses. */
const versionWords = /\b(?:version|release|firmware|v)[ .:=]*$/i;

export const ipAddress: Detector = {
  name: 'ip-address',
  label: 'personal',
  cue: /\d\.\d|:[0-9A-Fa-f:]/g,
  longest: 64,
  *look(window) {
    const short = patternMatches(four, window, (value, before) =>
      isIPv4(value) && isSomebodys(value) && !saidBefore(versionWords, before, 12) ? 'likely' : undefined,
    );
    // Times and fields have one colon; looking for an address at every place between would cost more than all else here.
    const long = twoColons.test(window)
      ? patternMatches(six, window, (value) => (isIPv6(value) && value.length > 6 ? 'likely' : undefined))
      : [];
    yield* [...short, ...long].sort((left, right) => left.start - right.start || right.end - left.end);
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

/** Addresses that every machine has stand for nobody: this machine, none, all. */
function isSomebodys(address: string): boolean {
  return !/^(?:127\.|0\.|255\.255\.)/.test(address);
}

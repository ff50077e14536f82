import { isIPv4, isIPv6 } from 'node:net';
import type { Detector } from '../detector.ts';
import { patternMatches, saidBefore } from './pattern.ts';

const four = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)/g;
const six =
  /(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:(?<=:)\d{1,3}(?:\.\d{1,3}){3})?(?![\w:])/g;
const hardware = /(?<![\w:-])[0-9A-Fa-f]{2}(?:([:-])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2}){4}(?![\w:-])/g;

/** Version numbers have the shape of addresses. */
const versionWords = /\b(?:version|release|firmware|v)[ .:=]*$/i;

export const ipAddress: Detector = {
  name: 'ip-address',
  label: 'personal',
  cue: /\d\.\d|:[0-9A-Fa-f:]/g,
  *look(window) {
    yield* patternMatches(four, window, (value, before) =>
      isIPv4(value) && isSomebodys(value) && !saidBefore(versionWords, before, 12) ? 'likely' : undefined,
    );
    yield* patternMatches(six, window, (value) => (isIPv6(value) && value.length > 6 ? 'likely' : undefined));
  },
};

export const macAddress: Detector = {
  name: 'mac-address',
  label: 'personal',
  cue: /[0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}[:-]/g,
  look: (window) =>
    patternMatches(hardware, window, (value) => (/^([0F])\1(.\1\1)+$/i.test(value) ? undefined : 'likely')),
};

/** Addresses that every machine has stand for nobody: this machine, none, all. */
function isSomebodys(address: string): boolean {
  return !/^(?:127\.|0\.|255\.255\.)/.test(address);
}

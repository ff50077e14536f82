import type { Detector } from '../detector.ts';
import { patternMatches } from './pattern.ts';

/** A private key is longer than a window; that it begins is enough, when signs of a key follow. */
const head =
  /-----BEGIN[ A-Z0-9_-]{0,40}PRIVATE KEY(?: BLOCK)?-----(?=(?:\s|\\[nr]|[A-Za-z-]+: [^\n]{0,80}){0,20}[A-Za-z0-9+/=\\]{16})|AGE-SECRET-KEY-1[A-Z0-9]{58}|PuTTY-User-Key-File-\d/g;

export const privateKey: Detector = {
  name: 'private-key',
  label: 'secret',
  cue: /-----BEGIN |AGE-SECRET-KEY-|PuTTY-User-Key/g,
  longest: 96,
  look: (window) => patternMatches(head, window, () => 'checked'),
};

import type { Detector } from '../detector.ts';
import { patternMatches } from './pattern.ts';

/** RFC 5321 bounds the parts: 64 before the sign, 63 a label. What is rarer than letters, digits and these signs is left out. */
const address =
  /(?<![\p{L}\p{N}._%+'-])[\p{L}\p{N}_%+'-](?:[\p{L}\p{N}._%+'-]{0,62}[\p{L}\p{N}_%+'-])?(?: ?@ ?| ?[([{] ?(?:at|@) ?[)\]}] ?)(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?(?:\.| ?[([{] ?(?:dot|punkt|\.) ?[)\]}] ?)){1,8}\p{L}{2,24}(?![\p{L}\p{N}])/gu;

export const email: Detector = {
  name: 'email',
  label: 'personal',
  cue: /@|[([{] ?at ?[)\]}]/gi,
  look: (window) => patternMatches(address, window, () => 'likely'),
};

import type { Detector } from '../detector.ts';

/** RFC 5321 bounds the parts: 64 before the sign, 63 a label. What is rarer than letters, digits and these signs is left out. */
const address =
  /(?<![\p{L}\p{N}._%+'-])[\p{L}\p{N}_%+'-](?:[\p{L}\p{N}._%+'-]{0,62}[\p{L}\p{N}_%+'-])?(?: ?@ ?| ?[([{] ?(?:at|@) ?[)\]}] ?)(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?(?:\.| ?[([{] ?(?:dot|punkt|\.) ?[)\]}] ?)){1,8}\p{L}{2,24}(?![\p{L}\p{N}])/uy;

/**
 * The sign between the parts, and before it the whole name, which alone says where an address can begin: to try it at each
 * letter took five times as long where signs are many, as in programs.
 */
const named =
  /(?:@|at ?[)\]}])(?<=(?<![\p{L}\p{N}._%+'-])(?<name>[\p{L}\p{N}._%+'-]{1,64} ?(?:[([{] ?)?)(?:@|at ?[)\]}]))/gu;

export const email: Detector = {
  name: 'email',
  label: 'personal',
  cue: /@|[([{] ?at ?[)\]}]/gi,
  *look(window) {
    let end = 0;
    for (const { index, groups } of window.matchAll(named)) {
      const start = index - (groups?.['name']?.length ?? 0);
      if (start < end) continue;
      address.lastIndex = start;
      if (!address.test(window)) continue;
      end = address.lastIndex;
      yield { start, end, confidence: 'likely' };
    }
  },
};

import type { Detector } from '../detector.ts';
import { patternMatches } from './pattern.ts';

/** What organisations write over what shall not go out. */
const markings =
  'strictly confidential|highly confidential|company confidential|commercial in confidence|confidential|internal use only|for internal use|internal only|not for distribution|do not distribute|restricted distribution|proprietary and confidential|attorney[- ]client privileged|privileged (?:and|&) confidential|streng vertraulich|vertraulich|nur f[üu]r den (?:internen|dienst)gebrauch|nur f[üu]r internen gebrauch|verschlusssache|vs-nfd|strictement confidentiel|confidentiel|diffusion restreinte|usage interne|estrictamente confidencial|confidencial|uso interno|riservato|strettamente riservato|vertrouwelijk|strikt vertrouwelijk|poufne|do u[żz]ytku wewn[ęe]trznego|konfidentiellt|tlp:(?:red|amber(?:\\+strict)?)';

/** Alone on a line, in brackets, or after a word that announces a class: where markings stand. */
const placed = new RegExp(
  String.raw`(?:^[ \t>*#_|=-]{0,8}|[[(]{1,2} ?|(?:classification|sensitivity|klassifizierung|einstufung|classificação|clasificación|classificazione|marking)\b[^\n]{0,4}[:=] ?)(?<value>${markings})(?= ?[\])]|[ \t*_|=#!.:-]{0,8}$|[ \t]{0,2}[-–:|/]| (?:and|&|und|et|y) )`,
  'gimu',
);
/** Anywhere else: a sentence that may only speak of it. */
const mentioned =
  /(?<value>this (?:e-?mail|message|document|report|presentation)[^.\n]{0,60}\bconfidential|diese (?:e-?mail|nachricht)[^.\n]{0,60}\bvertraulich)/giu;

export const confidentialMarking: Detector = {
  name: 'confidential-marking',
  label: 'confidential',
  cue: /onfid|internal|distribut|traulich|gebrauch|verschlus|vs-nfd|restreinte|interne|interno|riservato|trouwelijk|poufne|wewn|ffidential|privileged|tlp:/gi,
  longest: 128,
  *look(window) {
    const found = [...patternMatches(placed, window, () => 'likely')];
    const said = patternMatches(mentioned, window, () => 'possible');
    const more = [...said].filter(
      (one) => !found.some(({ start, end }) => start < one.end && one.start < end),
    );
    yield* [...found, ...more].sort((left, right) => left.start - right.start);
  },
};

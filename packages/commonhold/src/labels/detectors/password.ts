import type { Detector, Match } from '../detector.ts';
import type { Confidence } from '../finding.ts';
import { patternMatches } from './pattern.ts';
import { isPlaceholder } from './placeholder.ts';

const names =
  'passw(?:or)?d|passphrase|passcode|passwort|kennwort|pwd|contrase[nñ]a|mot de passe|senha|wachtwoord|l[öo]senord|has[lł]o|parola|secret|token|api[ _-]?key|access[ _-]?key|private[ _-]?key|credentials?';

/** A name, a sign that gives it a value, and the value: in code, in files, in sentences. */
const assignment = new RegExp(
  String.raw`(?:${names})(?:[ _-]?[a-z0-9]{1,16})?["'\x60]?\s{0,3}(?:(?<sign>[=:]{1,2}|=>|:=)|\b(?:is|ist|lautet|est|es|[eè]))\s{0,3}(?<quote>["'\x60]?)(?<value>[^\s"'\x60,;<>()[\]{}\\]{6,128})(?<next>.?)`,
  'gdiu',
);
/** The part of an address in which a password stands. */
const address = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'<>]{0,64}:(?<value>[^\s/@"'<>]{3,128})@[\w.[\]-]/giu;
/** What a client shows to a server; signs of base64 only. */
const header = /\b(?:bearer|basic) (?<value>[\w.~+/=-]{16,200})/giu;

/** Is in each of them; the pattern itself is dear. */
const shown = /bearer |basic /i;

/** Passwords that are said to be one: no form of their own tells them from other words. */
export const password: Detector = {
  name: 'password',
  label: 'secret',
  cue: /pass|pwd|kennwort|contrase|senha|wachtwoord|senord|has[lł]o|secret|token|[-_ ]key|apikey|credential|:\/\/[^\s/@]{0,64}:|bearer |basic /gi,
  *look(window) {
    const matches: Match[] = [...assigned(window)];
    if (window.includes('://')) matches.push(...patternMatches(address, window, judgeInAddress));
    if (shown.test(window)) matches.push(...patternMatches(header, window, judgeShown));
    yield* matches.sort((left, right) => left.start - right.start || right.end - left.end);
  },
};

function judgeInAddress(value: string): Confidence | undefined {
  return isPlaceholder(value) || isName(value) ? undefined : 'likely';
}

function judgeShown(value: string): Confidence | undefined {
  return (/\d/.test(value) || isNameAndPassword(value)) && !isPlaceholder(value) ? 'likely' : undefined;
}

function* assigned(window: string): Generator<Match> {
  for (const match of window.matchAll(assignment)) {
    const { sign, quote, value = '', next = '' } = match.groups ?? {};
    const [start, end] = match.indices?.groups?.['value'] ?? [0, 0];
    const trimmed = value.replace(/[.)!?\]}]+$/, '');
    if (isPlaceholder(trimmed) || isCode(trimmed, next) || trimmed.length < 6) continue;
    const isWritten = sign !== undefined && quote !== '';
    if (
      !looksChosen(trimmed) &&
      !(isWritten && /pass|pwd|kennwort|senha/i.test(match[0]) && !isName(trimmed))
    )
      continue;
    yield { start, end: end - (value.length - trimmed.length), confidence: 'likely' };
  }
}

/** Letters and digits, or a sign that no word has. */
function looksChosen(value: string): boolean {
  return (
    (/\p{L}/u.test(value) && /\d/.test(value)) || (/[!#$%&*+=?@^~]/.test(value) && /[\p{L}\d]/u.test(value))
  );
}

/** What follows "Basic": a name, a colon and a password, in base64. */
function isNameAndPassword(value: string): boolean {
  return /^[\x20-\x7e]{1,64}:[\x20-\x7e]+$/.test(Buffer.from(value, 'base64').toString('latin1'));
}

/** An expression that will give the value, such as `process.env.KEY` or `get_secret(...)`. */
function isCode(value: string, next: string): boolean {
  if (/[([{]/.test(next)) return true;
  return /^(?:process|os|env|config|self|this|settings|secrets?|vars)\.|::|->|^https?:\/\//.test(value);
}

/** Words that stand where a type or an explanation does. */
function isName(value: string): boolean {
  return /^(?:string|text|password|passwort|passwd|pass|secret|token|required|optional|null|none|undefined|boolean|number|false|true|hidden|varchar|unicode|bytes)$/i.test(
    value,
  );
}

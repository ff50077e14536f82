import type { Detector, Match } from '../detector.ts';
import type { Confidence } from '../finding.ts';

/** What a line may be, tried at the beginning of a line only. */
interface LinePattern {
  /** The signs with which such a line begins, behind its indent. */
  readonly begins: RegExp;
  /** With the flags `m` and `y`. */
  readonly pattern: RegExp;
}

/**
 * Lines that people seldom write and programs mostly consist of. One alone proves nothing ("import duties from China"),
 * so several must stand together. What is found are the lines; which language it is, nobody asks.
 */
const lines: readonly LinePattern[] = [
  {
    begins: /[acdefinopst]/,
    pattern:
      /^[ \t]*(?:(?:export|public|private|protected|static|async|default|abstract|final|pub|override) ){0,4}(?:def|class|function|fn|func|interface|struct|impl|enum|namespace|trait)\s+[A-Za-z_]\w{0,60}\s{0,2}[<({:].{0,160}$/my,
  },
  {
    begins: /[#fipru]/,
    pattern:
      /^[ \t]*(?:import [\w*{"'(@.]|from [\w.]+ import |using [\w.]+;|#include\s*[<"]|use [\w:]+;|require\(|package [\w.]+;?).{0,160}$/my,
  },
  {
    begins: /[abcdefilmsv]/,
    pattern:
      /^[ \t]*(?:export )?(?:const|let|var|val|auto|int|string|bool|float|double|char|void|mut)\s+[\w*&]{1,60}\s{0,2}(?::[^=\n]{1,60})?=.{0,160}$/my,
  },
  {
    begins: /[}cefisw]/,
    pattern: /^[ \t]*(?:\} ?)?(?:else )?(?:if|for|while|switch|catch|foreach)\s?\(.{1,160}\)\s?\{?[ \t]*$/my,
  },
  {
    begins: /[}\w.$>-]/,
    pattern:
      /^[ \t]*(?:return\b.{0,160};|\}\s?(?:else|catch|finally).{0,80}\{|[\w.$>-]{1,80}\([^\n]{0,160}\);)[ \t]*$/my,
  },
  {
    begins: /[efitw]/,
    pattern: /^[ \t]*(?:if|elif|for|while|with|try|except|else)\b[^\n?!]{0,120}:[ \t]*\n[ \t]{2,}\S/my,
  },
  {
    begins: /[\w.[\]$]/,
    pattern: /^[ \t]*[\w.[\]$]{1,60}\s{0,2}[-+*/|&]?=\s[^\n]{1,160};[ \t]*$/my,
  },
  {
    begins: /[CISU]/,
    pattern:
      /^[ \t]*(?:SELECT\s[^\n]{1,120}\sFROM\s|INSERT INTO\s|CREATE (?:TABLE|INDEX|VIEW)\s|UPDATE \w+ SET\s)[^\n]{0,160}$/my,
  },
];
/** How a file or a change of one begins; these need no company. */
const header: LinePattern = {
  begins: /[#<d@`~]/i,
  pattern:
    /^(?:#!\/[\w/]{1,60}|<\?php\b|<!DOCTYPE html>|diff --git a\/|@@ -\d{1,7},\d{1,7} \+\d{1,7},\d{1,7} @@)[^\n]{0,120}|^(?:```|~~~)(?:javascript|js|jsx|typescript|ts|tsx|python|py|java|kotlin|swift|c|cpp|c\+\+|csharp|cs|go|rust|ruby|rb|php|sql|bash|sh|shell|powershell|html|css|scala|r|lua|perl|haskell|dart|dockerfile|terraform|vue|svelte)\b[^\n]{0,40}/imy,
};

/** Lines within a window that make it code, and that make it worth a hint. */
const likelyLines = 3;
const possibleLines = 2;

export const sourceCode: Detector = {
  name: 'source-code',
  label: 'code',
  cue: /[;{}:,>)]\n|;$|```|~~~|#!\/|<\?php|<!DOCTYPE|diff --git|@@ -\d|SELECT |import /g,
  *look(window) {
    const matches = new Map<number, Match>();
    const begun = new Map<number, Match>();
    /** Where what each pattern found last ends: that is gone through. */
    const ends = new Uint16Array(patterns.length);
    lineEnd.lastIndex = 0;
    for (let start = 0, behind = true; behind;) {
      let first = start;
      while (isBlank(window.charCodeAt(first))) first += 1;
      let those = byBeginning[window.charCodeAt(first)] ?? 0;
      for (let which = 0; those !== 0; which += 1, those >>= 1) {
        const pattern = patterns[which];
        if ((those & 1) === 0 || pattern === undefined || (ends[which] ?? 0) > start) continue;
        pattern.lastIndex = start;
        const found = pattern.exec(window);
        if (found === null) continue;
        ends[which] = pattern.lastIndex;
        add(pattern === header.pattern ? begun : matches, found, 'likely');
      }
      behind = lineEnd.test(window);
      start = lineEnd.lastIndex;
    }
    const confidence: Confidence | undefined =
      matches.size >= likelyLines ? 'likely' : matches.size >= possibleLines ? 'possible' : undefined;
    const told = confidence === undefined ? [] : [...matches.values()].map((one) => ({ ...one, confidence }));
    yield* [...told, ...begun.values()].sort((left, right) => left.start - right.start);
  },
};

/** What a pattern with the flag `m` takes for the end of a line. */
const lineEnd = /[\n\r\u2028\u2029]/g;
const patterns = [...lines, header].map(({ pattern }) => pattern);
/** For each sign with which a line may begin the patterns that are worth trying, one bit each. */
const byBeginning = Uint16Array.from({ length: 128 }, (_, code) =>
  [...lines, header].reduce(
    (bits, { begins }, which) => bits | (begins.test(String.fromCharCode(code)) ? 1 << which : 0),
    0,
  ),
);

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}

function add(matches: Map<number, Match>, found: RegExpExecArray, confidence: Confidence): void {
  const text = found[0].trimEnd();
  const start = found.index + (text.length - text.trimStart().length);
  if (!matches.has(start)) matches.set(start, { start, end: found.index + text.length, confidence });
}

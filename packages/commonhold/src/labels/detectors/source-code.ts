import type { Detector, Match } from '../detector.ts';
import type { Confidence } from '../finding.ts';

/**
 * Lines that people seldom write and programs mostly consist of. One alone proves nothing ("import duties from China"),
 * so several must stand together. What is found are the lines; which language it is, nobody asks.
 */
const lines = [
  /^[ \t]*(?:(?:export|public|private|protected|static|async|default|abstract|final|pub|override) ){0,4}(?:def|class|function|fn|func|interface|struct|impl|enum|namespace|trait)\s+[A-Za-z_]\w{0,60}\s{0,2}[<({:].{0,160}$/gm,
  /^[ \t]*(?:import [\w*{"'(@.]|from [\w.]+ import |using [\w.]+;|#include\s*[<"]|use [\w:]+;|require\(|package [\w.]+;?).{0,160}$/gm,
  /^[ \t]*(?:export )?(?:const|let|var|val|auto|int|string|bool|float|double|char|void|mut)\s+[\w*&]{1,60}\s{0,2}(?::[^=\n]{1,60})?=.{0,160}$/gm,
  /^[ \t]*(?:\} ?)?(?:else )?(?:if|for|while|switch|catch|foreach)\s?\(.{1,160}\)\s?\{?[ \t]*$/gm,
  /^[ \t]*(?:return\b.{0,160};|\}\s?(?:else|catch|finally).{0,80}\{|[\w.$>-]{1,80}\([^\n]{0,160}\);)[ \t]*$/gm,
  /^[ \t]*(?:if|elif|for|while|with|try|except|else)\b[^\n?!]{0,120}:[ \t]*\n[ \t]{2,}\S/gm,
  /^[ \t]*[\w.[\]$]{1,60}\s{0,2}[-+*/|&]?=\s[^\n]{1,160};[ \t]*$/gm,
  /^[ \t]*(?:SELECT\s[^\n]{1,120}\sFROM\s|INSERT INTO\s|CREATE (?:TABLE|INDEX|VIEW)\s|UPDATE \w+ SET\s)[^\n]{0,160}$/gm,
];
/** How a file or a change of one begins; these need no company. */
const headers =
  /^(?:#!\/[\w/]{1,60}|<\?php\b|<!DOCTYPE html>|diff --git a\/|@@ -\d{1,7},\d{1,7} \+\d{1,7},\d{1,7} @@)[^\n]{0,120}|^(?:```|~~~)(?:javascript|js|jsx|typescript|ts|tsx|python|py|java|kotlin|swift|c|cpp|c\+\+|csharp|cs|go|rust|ruby|rb|php|sql|bash|sh|shell|powershell|html|css|scala|r|lua|perl|haskell|dart|dockerfile|terraform|vue|svelte)\b[^\n]{0,40}/gim;

/** Lines within a window that make it code, and that make it worth a hint. */
const likelyLines = 3;
const possibleLines = 2;

export const sourceCode: Detector = {
  name: 'source-code',
  label: 'code',
  cue: /[;{}:,>)]\n|;$|```|~~~|#!\/|<\?php|<!DOCTYPE|diff --git|@@ -\d|SELECT |import /g,
  *look(window) {
    const matches = new Map<number, Match>();
    for (const pattern of lines) for (const found of window.matchAll(pattern)) add(matches, found, 'likely');
    const confidence: Confidence | undefined =
      matches.size >= likelyLines ? 'likely' : matches.size >= possibleLines ? 'possible' : undefined;
    const told = confidence === undefined ? [] : [...matches.values()].map((one) => ({ ...one, confidence }));
    const begun = new Map<number, Match>();
    for (const found of window.matchAll(headers)) add(begun, found, 'likely');
    yield* [...told, ...begun.values()].sort((left, right) => left.start - right.start);
  },
};

function add(matches: Map<number, Match>, found: RegExpExecArray, confidence: Confidence): void {
  const text = found[0].trimEnd();
  const start = found.index + (text.length - text.trimStart().length);
  if (!matches.has(start)) matches.set(start, { start, end: found.index + text.length, confidence });
}

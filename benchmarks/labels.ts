/**
 * How fast the detectors are and what they find: on a published development set, on held-out texts in other languages and
 * damaged ones, on text without anything in it, and on texts made to stall them. CPU time, not time by the clock.
 *
 *     npm run bench:labels [-- --seed 1 --misses]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { builtInDetectors, detect, Dictionary } from '../packages/commonhold/src/labels/index.ts';
import { heldOut } from './labels/held-out.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, misses: { type: 'boolean', default: false } },
});

type Span = readonly [type: string, start: number, end: number];
interface DevelopmentSet {
  readonly items: readonly (readonly [string, ...Span[]])[];
}
const set = JSON.parse(
  readFileSync(new URL('labels/fixtures/development-set.json', import.meta.url), 'utf8'),
) as DevelopmentSet;

/** The part of a value that must be found. */
const coveredMin = 0.9;
const structured = builtInDetectors.slice(0, 7);

interface Place {
  readonly start: number;
  readonly end: number;
}

function isCovered({ start, end }: Place, found: readonly Place[]): boolean {
  let covered = 0;
  for (let at = start; at < end; at++) if (found.some((one) => one.start <= at && at < one.end)) covered += 1;
  return covered >= coveredMin * (end - start);
}

const overlaps = (one: Place, other: Place): boolean => one.start < other.end && other.start < one.end;
const sure = (text: string): Place[] =>
  detect(text, structured).filter(({ confidence }) => confidence !== 'possible');
const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : ((100 * part) / whole).toFixed(1);

class Score {
  #wanted = 0;
  #got = 0;
  #told = 0;
  #right = 0;

  add(text: string, wanted: readonly Place[], allowed: readonly Place[], what: string): void {
    const found = sure(text);
    for (const one of wanted) {
      this.#wanted += 1;
      if (isCovered(one, found)) this.#got += 1;
      else if (values.misses)
        console.log(
          `  missed ${what}: ${JSON.stringify(text.slice(one.start, one.end))} in ${JSON.stringify(text.slice(Math.max(0, one.start - 30), one.end + 20))}`,
        );
    }
    for (const one of found) {
      this.#told += 1;
      if (allowed.some((other) => overlaps(one, other))) this.#right += 1;
      else if (values.misses)
        console.log(
          `  wrong ${what}: ${JSON.stringify(text.slice(one.start, one.end))} in ${JSON.stringify(text.slice(Math.max(0, one.start - 30), one.end + 20))}`,
        );
    }
  }

  row(name: string): string {
    return `| ${name} | ${this.#wanted} | ${percent(this.#got, this.#wanted)} | ${this.#told} | ${percent(this.#right, this.#told)} |`;
  }
}

function speed(texts: readonly string[], run: (text: string) => unknown): string {
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  for (const text of texts) run(text);
  const rounds = Math.max(1, Math.round(2_000_000 / characters));
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) for (const text of texts) run(text);
  const { user, system } = process.cpuUsage(before);
  return ((rounds * characters) / (user + system)).toFixed(1);
}

const types: readonly string[] = [
  'EMAIL_ADDRESS',
  'PHONE_NUMBER',
  'CREDIT_CARD',
  'IBAN_CODE',
  'US_SSN',
  'IP_ADDRESS',
];
console.log(
  '## Found, development set\n\n| kind | there | recall % | told | precision % |\n|---|---|---|---|---|',
);
const all = new Score();
const byType = new Map(types.map((type) => [type, new Score()]));
for (const [text, ...spans] of set.items) {
  const places = spans.map(([type, start, end]) => ({ type, start, end }));
  const wanted = places.filter(({ type }) => types.includes(type));
  all.add(text, wanted, places, 'development');
}
for (const [type, score] of byType) {
  const misses = values.misses;
  values.misses = false;
  for (const [text, ...spans] of set.items) {
    const places = spans.map(([kind, start, end]) => ({ kind, start, end }));
    score.add(
      text,
      places.filter(({ kind }) => kind === type),
      [],
      type,
    );
  }
  values.misses = misses;
  console.log(score.row(type).replace(/\d+ \| [\d.–]+ \|$/, ' | |'));
}
console.log(all.row('**all**'));

console.log(
  `\n## Found, held-out set, seed ${values.seed}\n\n| damage | there | recall % | told | precision % |\n|---|---|---|---|---|`,
);
const samples = heldOut(Number(values.seed), 60);
for (const by of ['damage', 'kind'] as const) {
  for (const name of new Set(samples.map((sample) => sample[by]))) {
    const score = new Score();
    for (const { text, span, ...rest } of samples) {
      if (rest[by] !== name || (by === 'kind' && rest.damage !== 'none')) continue;
      const places = span === undefined ? [] : [span];
      score.add(text, places, places, `${rest.kind}, ${rest.damage}`);
    }
    console.log(score.row(by === 'kind' ? `undamaged: ${name}` : name));
  }
}

const texts = set.items.map(([text]) => text);
const plain = [
  'the quick brown fox jumps over a lazy dog and then it went home because nothing was there. '.repeat(
    10_000,
  ),
];
const terms = Array.from({ length: 100_000 }, (_, at) => `Name${at.toString(36)} of Place${at % 1000}`);
const dictionary = new Dictionary([{ label: 'personal', terms }]);
console.log(
  '\n## Speed, MB/s of CPU time\n\n| detector | development set | text without candidates |\n|---|---|---|',
);
for (const detector of builtInDetectors) {
  const run = (text: string): unknown => detect(text, [detector]);
  console.log(`| ${detector.name} | ${speed(texts, run)} | ${speed(plain, run)} |`);
}
const lookUp = (text: string): unknown => detect(text, [], dictionary);
console.log(`| dictionary of 100,000 terms | ${speed(texts, lookUp)} | ${speed(plain, lookUp)} |`);
const everything = (text: string): unknown => detect(text, builtInDetectors);
console.log(`| **all detectors** | ${speed(texts, everything)} | ${speed(plain, everything)} |`);
const withTerms = (text: string): unknown => detect(text, builtInDetectors, dictionary);
console.log(`| **all, with the dictionary** | ${speed(texts, withTerms)} | ${speed(plain, withTerms)} |`);

/** Pieces that make detectors look closer, again and again. */
const stalling = ['1', '12 ', '1234 5678 ', 'a@', 'a.', '4 -', 'DE89 ', 'password=', '://a:', 'sk-ant-', 'eyJaaaaaaaaaaaaaaa', 'adafruit=====', '-----BEGIN ', 'a = b;\n', 'if (', 'confidential ', 'a1', '%41', 'é', '19.']; // prettier-ignore
console.log('\n## Texts made to stall, MB/s\n\n| piece, again and again | 0.1 MB | 0.4 MB |\n|---|---|---|');
for (const piece of stalling) {
  const of = (length: number): string => speed([piece.repeat(Math.ceil(length / piece.length))], everything);
  console.log(`| ${JSON.stringify(piece)} | ${of(100_000)} | ${of(400_000)} |`);
}

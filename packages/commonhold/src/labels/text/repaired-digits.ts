/** What a letter is read as that a scanner took for a digit. */
const digits: Readonly<Record<string, string>> = {
  O: '0',
  o: '0',
  Q: '0',
  I: '1',
  l: '1',
  '|': '1',
  S: '5',
  B: '8',
};

/** What a sign is in a row of digits. */
const other = 0;
const separator = 1;
const letter = 2;
const digit = 3;
const lookalike = 4;
/** A sign that is read as a digit and is no part of a word. */
const stroke = 5;
const classes = Uint8Array.from({ length: 128 }, (_, code) => {
  const sign = String.fromCharCode(code);
  if (/\d/.test(sign)) return digit;
  if (sign === '|') return stroke;
  if (sign in digits) return lookalike;
  if (/[A-Za-z]/.test(sign)) return letter;
  return /[ .\-/()]/.test(sign) ? separator : other;
});

/** Digits and letters in a row, and signs between two of them. */
const rowMin = 7;
const rowMax = 31;
const betweenMax = 2;

/** Where such a letter stands beside a digit; there is none in most texts, and no row that would be put right is without. */
const hint = /[OoQIl|SB][ .\-/()]{0,2}\d|\d[ .\-/()]{0,2}[OoQIl|SB]/g;

/**
 * The text with letters that a scanner took for digits put right, where most of a row is digits; undefined when nothing
 * was. A row is in groups or not, and no part of a word. One character stands for one, so a place in it is the same place in
 * the text.
 */
export function repairedDigits(text: string): string | undefined {
  const pieces: string[] = [];
  let copied = 0;
  let done = 0;
  for (;;) {
    hint.lastIndex = done;
    const hit = hint.exec(text);
    if (hit === null) break;
    const stretch = { start: beginningOf(text, hit.index, done), end: endOf(text, hit.index) };
    for (let at = stretch.start; at < stretch.end; at++) {
      if (classOf(text, at) < digit || isWord(classOf(text, at - 1))) continue;
      const row = rowAt(text, at);
      if (row === undefined) continue;
      if (row.letters > 0 && row.letters * 2 <= row.digits) {
        const found = text.slice(at, row.end);
        const read = found.replaceAll(/[OoQIl|SB]/g, (sign) => digits[sign] ?? sign);
        pieces.push(text.slice(copied, at), read);
        copied = row.end;
      }
      at = row.end - 1;
    }
    done = stretch.end;
  }
  if (copied === 0) return undefined;
  return pieces.join('') + text.slice(copied);
}

/** Where a stretch begins in which nothing stands but what rows consist of. */
function beginningOf(text: string, place: number, from: number): number {
  let start = place;
  while (start > from && isOfRow(text, start - 1)) start -= 1;
  return start;
}

function endOf(text: string, place: number): number {
  let end = place;
  while (end < text.length && isOfRow(text, end)) end += 1;
  return end;
}

function isOfRow(text: string, at: number): boolean {
  const sign = classOf(text, at);
  return sign >= digit || sign === separator;
}

interface Row {
  readonly end: number;
  readonly digits: number;
  readonly letters: number;
}

/** The longest row that begins at a place and ends where no letter or digit follows. */
function rowAt(text: string, start: number): Row | undefined {
  let row: Row | undefined;
  let numbers = 0;
  let letters = 0;
  let at = start;
  while (numbers + letters < rowMax) {
    // Between two signs of the row, not in front of the first.
    const farthest = at === start ? at : at + betweenMax;
    let next = at;
    while (next < farthest && classOf(text, next) === separator) next += 1;
    const here = classOf(text, next);
    if (here < digit) break;
    if (here === digit) numbers += 1;
    else letters += 1;
    at = next + 1;
    if (numbers + letters >= rowMin && !isWord(classOf(text, at)))
      row = { end: at, digits: numbers, letters };
  }
  return row;
}

function isWord(sign: number): boolean {
  return sign >= letter && sign <= lookalike;
}

function classOf(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  // Behind the end there is no unit, and no number is smaller.
  return unit < 128 ? (classes[unit] ?? other) : other;
}

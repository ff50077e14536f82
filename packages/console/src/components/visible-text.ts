/**
 * Text of strangers, with what cannot be seen made visible. Characters that only steer (controls, directions, fillers
 * without width, tags) can hide words or turn them around, so each is shown by its number and none reaches the page.
 */
export interface Piece {
  readonly text: string;
  /** This piece stands for characters that cannot be seen. */
  readonly mark: boolean;
}

type Ranges = readonly (readonly [first: number, last: number])[];

/** Line feed and tab stay where text is read; in bytes they are shown as well. */
const hiddenInText: Ranges = [
  [0x00, 0x08],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x180e, 0x180e],
  [0x200b, 0x200b],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe0fff],
];
/** Joiners and variants belong to scripts and emoji, but whoever looks at bytes sees them too. */
const hiddenInBytes: Ranges = [
  ...hiddenInText,
  [0x09, 0x0a],
  [0x34f, 0x34f],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180d],
  [0x200c, 0x200d],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xffa0, 0xffa0],
];

/** More marks than this in one part are written without being set apart: thousands of elements make a page stick. */
const marksMax = 4000;

export function visibleText(text: string): readonly Piece[] {
  return pieces(text, hiddenInText);
}

export function visibleBytes(text: string): readonly Piece[] {
  return pieces(text, hiddenInBytes);
}

function pieces(text: string, hidden: Ranges): readonly Piece[] {
  const found: { text: string; mark: boolean }[] = [];
  let start = 0;
  let marks = 0;
  for (let index = 0; index < text.length;) {
    const code = text.codePointAt(index) ?? 0;
    const length = code > 0xffff ? 2 : 1;
    // Nearly every character is one of these, and text can be megabytes.
    const isPlain = code >= 0x20 && code < 0x7f;
    if (!isPlain && hidden.some(([first, last]) => code >= first && code <= last)) {
      if (index > start) found.push({ text: text.slice(start, index), mark: false });
      const last = found.at(-1);
      if (last?.mark === true && !last.text.endsWith('\n')) last.text += shownAs(code);
      else {
        found.push({ text: shownAs(code), mark: true });
        marks += 1;
      }
      start = index + length;
    }
    index += length;
  }
  if (start < text.length) found.push({ text: text.slice(start), mark: false });
  if (marks > marksMax) return [{ text: found.map((piece) => piece.text).join(''), mark: false }];
  return found;
}

/** The three that every text has by their names, all others by their numbers; pictures of them are in few fonts. */
function shownAs(code: number): string {
  if (code === 0x0a) return '\u2039LF\u203a\n';
  if (code === 0x0d) return '\u2039CR\u203a';
  if (code === 0x09) return '\u2039TAB\u203a';
  return `\u2039U+${code.toString(16).toUpperCase().padStart(4, '0')}\u203a`;
}

/** Where to cut text so that no character is cut in two. */
export function cutAt(text: string, length: number): number {
  if (length >= text.length) return text.length;
  const before = text.charCodeAt(length - 1);
  return before >= 0xd800 && before <= 0xdbff ? length + 1 : length;
}

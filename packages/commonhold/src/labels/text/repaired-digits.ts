/** Where a letter that looks like a digit stands beside one. */
const sign = /\d[ .-]?[OoQIl|SB](?![A-Za-z]{2})|(?<![A-Za-z]{2})[OoQIl|SB][ .-]?\d/;
/** A row of digits and such letters, in groups or not, and no part of a word. */
const row = /(?<![A-Za-z\d])[\dOoQIl|SB](?:[ .\-/()]{0,2}[\dOoQIl|SB]){6,30}(?![A-Za-z\d])/g;

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

/**
 * The text with letters that a scanner took for digits put right, where most of a row is digits; undefined when nothing
 * was. One character stands for one, so a place in it is the same place in the text.
 */
export function repairedDigits(text: string): string | undefined {
  if (!sign.test(text)) return undefined;
  let changed = false;
  const repaired = text.replace(row, (found) => {
    const letters = found.replaceAll(/[^OoQIl|SB]/g, '').length;
    if (letters === 0 || letters * 2 > found.replaceAll(/\D/g, '').length) return found;
    changed = true;
    return found.replaceAll(/[OoQIl|SB]/g, (letter) => digits[letter] ?? letter);
  });
  return changed ? repaired : undefined;
}

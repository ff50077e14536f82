/** Words as a shell of this system reads them back, whatever stands in them. */
export function shellWords(words: readonly string[], platform: NodeJS.Platform): string {
  return words.map((word) => (platform === 'win32' ? `"${word}"` : inSh(word))).join(' ');
}

function inSh(word: string): string {
  return /^[\w./:@=+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

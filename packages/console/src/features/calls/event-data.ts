/** What stands behind `data:` in each event of a stream; lines of one event are joined, as browsers do it. */
export function eventData(text: string): string[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/(?:\r\n|\n|\r){2,}/)
    .flatMap((event) => {
      const lines = event.split(/\r\n|\n|\r/).filter((line) => line.startsWith('data:'));
      return lines.length === 0 ? [] : [lines.map((line) => line.slice(5).replace(/^ /, '')).join('\n')];
    });
}

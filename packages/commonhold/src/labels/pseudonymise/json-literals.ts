/** A string of a JSON document, where it stands. */
export interface Literal {
  /** Offsets of what is between its quotes, as it is written. */
  readonly start: number;
  readonly end: number;
  /** What it says, escapes resolved. */
  readonly text: string;
  readonly isName: boolean;
  /** The name of the field whose value it is, or the list in which it is. */
  readonly field: string | undefined;
}

/** The strings of a document that has passed `parseStrictJson`; only then is this right, as it looks at structure alone. */
export function* literalsOf(json: string): Generator<Literal> {
  let field: string | undefined;
  /** Of every list and object around the place, the name that holds for what is in it. */
  const around: (string | undefined)[] = [];
  for (let at = 0; at < json.length; at++) {
    switch (json.charCodeAt(at)) {
      case 0x22: {
        const start = at + 1;
        const end = endOfString(json, start);
        const text = readString(json, start, end);
        at = end;
        let next = end + 1;
        while (/[ \t\r\n]/.test(json[next] ?? '')) next += 1;
        const isName = json[next] === ':';
        yield { start, end, text, isName, field: isName ? undefined : field };
        if (isName) field = text;
        break;
      }
      case 0x5b: // [
        around.push(field);
        break;
      case 0x7b: // {
        around.push(undefined);
        field = undefined;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        around.pop();
        break;
      case 0x2c: // ,
        field = around.at(-1);
        break;
    }
  }
}

function endOfString(json: string, start: number): number {
  for (let close = json.indexOf('"', start); close >= 0; close = json.indexOf('"', close + 1)) {
    let slashes = 0;
    while (close - 1 - slashes >= start && json[close - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return close;
  }
  return json.length;
}

function readString(json: string, start: number, end: number): string {
  const written = json.slice(start, end);
  return written.includes('\\') ? (JSON.parse(`"${written}"`) as string) : written;
}

/** Where units of what a string says are written: `wanted` are offsets in what it says, ascending. */
export function writtenOffsets(
  json: string,
  { start, end, text }: Literal,
  wanted: readonly number[],
): readonly number[] {
  if (end - start === text.length) return wanted.map((offset) => start + offset);
  const offsets: number[] = [];
  let at = start;
  let unit = 0;
  for (const offset of wanted) {
    for (; unit < offset; unit++) at += json[at] !== '\\' ? 1 : json[at + 1] === 'u' ? 6 : 2;
    offsets.push(at);
  }
  return offsets;
}

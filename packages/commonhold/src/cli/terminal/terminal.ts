import { styleText } from 'node:util';

/** Where a command reads and writes: the process's own streams, or a test's. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly errors: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export const processTerminal: Terminal = {
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
  environment: process.env,
};

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** Colour only where a person looks at it: a terminal, and no NO_COLOR (no-color.org). */
export function styled(terminal: Terminal, style: Style, text: string): string {
  const plain = !terminal.output.isTTY || (terminal.environment['NO_COLOR'] ?? '') !== '';
  return plain ? text : styleText(style, text, { validateStream: false });
}

export function print(terminal: Terminal, text: string): void {
  terminal.output.write(`${text}\n`);
}

export function complain(terminal: Terminal, text: string): void {
  terminal.errors.write(`${text}\n`);
}

export function printJson(terminal: Terminal, value: unknown): void {
  print(terminal, jsonText(value, 2));
}

/** For streams of values: one line each. */
export function printJsonLine(terminal: Terminal, value: unknown): void {
  print(terminal, jsonText(value, 0));
}

/**
 * JSON that says the same and is safe for a terminal. `JSON.stringify` leaves DEL, the second row of controls and
 * bidirectional overrides as they are; inside strings, the only place where they can stand, JSON has escapes for them.
 */
function jsonText(value: unknown, indent: number): string {
  return escapedControls(JSON.stringify(value, null, indent));
}

/** JSON as text, with escapes for what could steer a terminal; line breaks between values stay. */
export function escapedControls(json: string): string {
  return json.replaceAll(/\p{C}/gu, (character) =>
    character === '\n'
      ? character
      : Array.from({ length: character.length }, (_, at) => escapeUnit(character, at)).join(''),
  );
}

function escapeUnit(text: string, at: number): string {
  return `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`;
}

import type { DetailedError } from '@cedar-policy/cedar-wasm/nodejs';

/** One file of rules as it was read. */
export interface PolicyFile {
  /** Below `policies/`, with `/` between folders. */
  readonly name: string;
  readonly text: string;
}

/** What is wrong with a set of rules, and where. */
export interface PolicyProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly rule: string | undefined;
  readonly what: string;
}

export function problemText({ file, line, rule, what }: PolicyProblem): string {
  return `${file}, line ${line}${rule === undefined ? '' : `, rule ${rule}`}: ${what}`;
}

/** Problems that one message names; who mends these sees the rest at the next check. */
const namedMax = 5;

export function problemsText(problems: readonly PolicyProblem[]): string {
  const more = problems.length > namedMax ? `; and ${problems.length - namedMax} more` : '';
  return `${problems.slice(0, namedMax).map(problemText).join('; ')}${more}`;
}

/** What Cedar says, as one sentence, with its advice. */
export function cedarText({ message, help, sourceLocations = [] }: DetailedError): string {
  const expected = sourceLocations[0]?.label;
  return [message.replace(/^for policy `[^`]*`[,:] /, ''), expected, help]
    .filter((part) => part !== null && part !== undefined && part !== '')
    .join('; ');
}

/** The line of a place in a text; Cedar counts bytes of UTF-8. */
export function lineAt(text: string, byte: number): number {
  return Buffer.from(text).subarray(0, byte).toString('utf8').split('\n').length;
}

import type { ProviderFinding, ProviderTestView } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { withNode } from '../node/node-client.ts';
import { print, printJson, styled } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';
import { wrap } from '../terminal/wrap.ts';

export interface TestProviderOptions {
  readonly name: string;
  readonly json: boolean;
}

/** Where the width of a terminal is not known, as in a pipe. */
const defaultWidth = 80;
/** Longer lines are hard to read, however wide the terminal is. */
const widthMax = 110;
const verdictColumn = 11;
const checkColumn = 12;

/** `commonhold providers test`: the running node asks, because it has the credential. */
export const testProviderCommand: Action<TestProviderOptions> = async (terminal, { name, json }) => {
  const path = `/api/providers/${encodeURIComponent(name)}/test`;
  const view = await withNode(terminal, (node) => node.post<ProviderTestView>(path));
  if (json) printJson(terminal, view);
  else {
    const width = Math.min(terminal.output.columns ?? defaultWidth, widthMax);
    print(terminal, styled(terminal, 'bold', printable(`${view.provider}, asked at ${view.address}`)));
    for (const finding of view.findings) {
      const [first = '', ...rest] = linesOf(finding, width - 2 - verdictColumn - checkColumn);
      const verdict = styled(terminal, styles[finding.verdict], finding.verdict.padEnd(verdictColumn));
      print(terminal, `  ${verdict}${finding.check.padEnd(checkColumn)}${first}`);
      for (const line of rest) print(terminal, `${' '.repeat(2 + verdictColumn + checkColumn)}${line}`);
    }
    print(terminal, `\n${verdictText(view)}`);
  }
  return view.works ? exitCodes.done : exitCodes.no;
};

const styles = { good: 'green', attention: 'yellow', broken: 'red', unknown: 'dim' } as const;

function linesOf({ seen, advice }: ProviderFinding, width: number): string[] {
  const sentences = [seen, ...(advice === undefined ? [] : [`-> ${advice}`])];
  return sentences.flatMap((sentence) => wrap(printable(sentence), width));
}

function verdictText({ works, findings }: ProviderTestView): string {
  if (!works) return 'It does not work.';
  return findings.every(({ verdict }) => verdict === 'good')
    ? 'It works, as far as this can be seen without a call.'
    : 'Nothing is broken, as far as this can be seen without a call.';
}

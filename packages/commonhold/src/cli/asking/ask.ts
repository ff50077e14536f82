import { ask, type ChatMessage } from './answer.ts';
import { type Action, exitCodes } from '../command.ts';
import { withNode } from '../node/node-client.ts';
import { readPipedInput } from '../terminal/standard-input.ts';
import { complain, printJson, styled } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';
import { defaultModel } from './default-model.ts';

export interface AskOptions {
  readonly question: string;
  readonly model: string | undefined;
  readonly system: string | undefined;
  readonly maxTokens: number | undefined;
  readonly temperature: number | undefined;
  readonly seed: number | undefined;
  readonly deterministic: boolean;
  readonly json: boolean;
}

/** `commonhold ask`: one question, with what is piped in as its context, answered as it comes. */
export const askCommand: Action<AskOptions> = async (terminal, options) => {
  const piped = await readPipedInput(terminal);
  return withNode(terminal, async (node) => {
    const model = options.model ?? (await defaultModel(node));
    const stop = new AbortController();
    const interrupt = (): void => stop.abort();
    process.once('SIGINT', interrupt);
    try {
      const answer = await ask(
        node,
        { ...options, model, messages: messagesOf(options, piped) },
        (text) => {
          if (!options.json) terminal.output.write(printable(text));
        },
        stop.signal,
      );
      if (options.json) printJson(terminal, answer);
      else {
        terminal.output.write('\n');
        if (terminal.errors.isTTY) {
          complain(
            terminal,
            styled(terminal, 'dim', `${answer.model} at ${answer.destination} · call ${answer.call}`),
          );
        }
        if (answer.finish === 'length') complain(terminal, 'The answer was cut off at its length limit.');
      }
      return exitCodes.done;
    } catch (thrown) {
      if (!stop.signal.aborted) throw thrown;
      terminal.output.write('\n');
      complain(terminal, 'Stopped; what had arrived is on record.');
      return exitCodes.no;
    } finally {
      process.off('SIGINT', interrupt);
    }
  });
};

function messagesOf(options: AskOptions, piped: string | undefined): ChatMessage[] {
  const messages: ChatMessage[] = [];
  if (options.system !== undefined) messages.push({ role: 'system', content: options.system });
  const content =
    piped === undefined || piped.trim() === '' ? options.question : `${options.question}\n\n${piped}`;
  messages.push({ role: 'user', content });
  return messages;
}

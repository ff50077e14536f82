import { createInterface } from 'node:readline/promises';
import { asCommonholdError, describe } from '#base';
import { ask, type ChatMessage } from '../answer.ts';
import { type Action, exitCodes } from '../command.ts';
import { NodeRefusal, withNode } from '../node-client.ts';
import { complain, print, styled } from '../terminal.ts';
import { printable } from '../text.ts';
import { defaultModel } from './default-model.ts';

export interface ChatOptions {
  readonly model: string | undefined;
  readonly system: string | undefined;
}

const help = `  /new            begin a new conversation
  /model NAME     go on with another model
  /help           this list
  /exit           leave (or Ctrl-D)
  Ctrl-C          stop an answer`;

/** `commonhold chat`: a conversation in the terminal. Each turn is a call of its own on record. */
export const chatCommand: Action<ChatOptions> = async (terminal, options) =>
  withNode(terminal, async (node) => {
    let model = options.model ?? (await defaultModel(node));
    const begin = (): ChatMessage[] =>
      options.system === undefined ? [] : [{ role: 'system', content: options.system }];
    let messages = begin();
    const lines = createInterface({ input: terminal.input, output: terminal.output, terminal: terminal.input.isTTY === true });
    let answering: AbortController | undefined;
    lines.on('SIGINT', () => {
      if (answering) answering.abort();
      else lines.close();
    });
    print(terminal, styled(terminal, 'dim', `Talking to ${model}. /help lists the commands.`));
    lines.setPrompt('> ');
    lines.prompt();
    for await (const line of lines) {
      const text = line.trim();
      if (text === '/exit') break;
      if (text === '/help') print(terminal, help);
      else if (text === '/new') messages = begin();
      else if (text.startsWith('/model ')) model = text.slice('/model '.length).trim();
      else if (text.startsWith('/')) complain(terminal, `There is no command ${text}; /help lists them.`);
      else if (text !== '') {
        answering = new AbortController();
        const asked: ChatMessage[] = [...messages, { role: 'user', content: text }];
        try {
          const answer = await ask(
            node,
            { model, messages: asked, maxTokens: undefined, temperature: undefined, seed: undefined, deterministic: false },
            (piece) => terminal.output.write(printable(piece)),
            answering.signal,
          );
          messages = [...asked, { role: 'assistant', content: answer.text }];
          print(terminal, `\n${styled(terminal, 'dim', `${answer.model} at ${answer.destination} · call ${answer.call}`)}`);
        } catch (thrown) {
          // A turn that failed is told and forgotten; the conversation goes on from before it.
          if (answering.signal.aborted) complain(terminal, '\nStopped.');
          else complain(terminal, `\n${thrown instanceof NodeRefusal ? thrown.message : describe(asCommonholdError(thrown))}`);
        }
        answering = undefined;
      }
      lines.prompt();
    }
    lines.close();
    return exitCodes.done;
  });

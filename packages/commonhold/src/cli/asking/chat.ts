import { createInterface } from 'node:readline/promises';
import { asCommonholdError, describe } from '#base';
import { ask, type ChatMessage } from './answer.ts';
import { type Action, exitCodes } from '../command.ts';
import { NodeRefusal, withNode } from '../node/node-client.ts';
import { complain, print, printJsonLine, styled } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';
import { defaultModel } from './default-model.ts';

export interface ChatOptions {
  readonly model: string | undefined;
  readonly system: string | undefined;
  readonly json: boolean;
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
    const lines = createInterface({
      input: terminal.input,
      output: terminal.output,
      terminal: terminal.input.isTTY === true && !options.json,
    });
    let answering: AbortController | undefined;
    lines.on('SIGINT', () => {
      if (answering) answering.abort();
      else lines.close();
    });
    // Lines that were piped in go on coming after their source has ended; a prompt would be out of place by then.
    let ended = false;
    lines.once('close', () => (ended = true));
    // Whoever reads JSON wants nothing else on the output.
    const prompt = (): void => (options.json || ended ? undefined : lines.prompt());
    if (!options.json)
      print(terminal, styled(terminal, 'dim', printable(`Talking to ${model}. /help lists the commands.`)));
    lines.setPrompt('> ');
    prompt();
    for await (const line of lines) {
      const text = line.trim();
      if (text === '/exit') break;
      if (text === '/help') complain(terminal, help);
      else if (text === '/new') messages = begin();
      else if (text.startsWith('/model ')) model = text.slice('/model '.length).trim();
      else if (text.startsWith('/')) complain(terminal, `There is no command ${text}; /help lists them.`);
      else if (text !== '') {
        answering = new AbortController();
        const asked: ChatMessage[] = [...messages, { role: 'user', content: text }];
        try {
          const answer = await ask(
            node,
            {
              model,
              messages: asked,
              maxTokens: undefined,
              temperature: undefined,
              seed: undefined,
              deterministic: false,
            },
            (piece) => !options.json && terminal.output.write(printable(piece)),
            answering.signal,
          );
          messages = [...asked, { role: 'assistant', content: answer.text }];
          if (options.json) printJsonLine(terminal, answer);
          else
            print(
              terminal,
              `\n${styled(terminal, 'dim', printable(`${answer.model} at ${answer.destination} · call ${answer.call}`))}`,
            );
        } catch (thrown) {
          // A turn that failed is told and forgotten; the conversation goes on from before it.
          if (answering.signal.aborted) complain(terminal, '\nStopped.');
          else
            complain(
              terminal,
              printable(
                `\n${thrown instanceof NodeRefusal ? thrown.message : describe(asCommonholdError(thrown))}`,
              ),
            );
        }
        answering = undefined;
      }
      prompt();
    }
    lines.close();
    return exitCodes.done;
  });

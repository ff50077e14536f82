import { Command } from 'commander';
import type { Finish } from '../command.ts';
import { named } from '../terminal/named-options.ts';
import { decimalNumber, wholeNumber } from '../terminal/option-values.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `commonhold ask`: one question, one answer. */
export function askCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('ask')
    .description('ask one question; what is piped in becomes its context')
    .argument('<question>')
    .option('-m, --model <name>', 'the model or route to ask')
    .option('-s, --system <text>', 'instructions that go before the question')
    .option('--max-tokens <count>', 'longest answer, in tokens', wholeNumber)
    .option('--temperature <number>', '0 for the likeliest words', decimalNumber)
    .option('--seed <number>', 'the same seed, the same answer (local models)', wholeNumber)
    .option('--deterministic', 'run alone and bit-reproducibly (local models)', false)
    .option('--json', 'print the answer and its facts as JSON', false)
    .action(async (question: string, options) => {
      const { askCommand } = await import('./ask.ts');
      await finish(
        askCommand(terminal, {
          ...named(options, ['model', 'system', 'maxTokens', 'temperature', 'seed']),
          question,
        }),
      );
    });
}

/** `commonhold chat`: a conversation in the terminal. */
export function chatCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('chat')
    .description('talk with a model')
    .option('-m, --model <name>', 'the model or route to talk to')
    .option('-s, --system <text>', 'instructions that go before the conversation')
    .option('--json', 'print each answer and its facts as one line of JSON', false)
    .action(async (options) => {
      const { chatCommand } = await import('./chat.ts');
      await finish(chatCommand(terminal, named(options, ['model', 'system'])));
    });
}

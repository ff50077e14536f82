import { type Command, InvalidArgumentError } from 'commander';
import type { KeyTermsOptions } from './keys.ts';

/** What commander makes of the options below. */
interface Given {
  readonly expires?: string;
  readonly model?: string[];
  readonly wire?: string[];
  readonly operation?: string[];
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  readonly concurrent?: number;
  readonly budget?: string[];
}

/** The options that say until when a key holds, what it may be used for, and how much. */
export function withKeyTerms(command: Command): Command {
  return command
    .option('--expires <when>', 'refuse it after 90d, 2027-03-31 or a moment; "never" takes an end away')
    .option('--model <name...>', 'models and routes that it may ask for, exactly; "*" is every one')
    .option('--wire <name...>', 'protocols by which it may call, such as openai-chat')
    .option('--operation <name...>', 'generate, embed, count, tool')
    .option('--requests-per-minute <count>', 'calls in any span of a minute', whole)
    .option('--tokens-per-minute <count>', 'tokens in any span of a minute', whole)
    .option('--concurrent <count>', 'calls at one time', whole)
    .option(
      '--budget <budget...>',
      '"100 calls/day", "20 USD/month", "1000000 tokens/day"; with " tell" the rules decide when it is spent',
    );
}

export function keyTermsOf(options: Given): KeyTermsOptions {
  return {
    expires: options.expires,
    models: options.model,
    wires: options.wire,
    operations: options.operation,
    requestsPerMinute: options.requestsPerMinute,
    tokensPerMinute: options.tokensPerMinute,
    concurrent: options.concurrent,
    budgets: options.budget,
  };
}

function whole(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a whole number, at least 1');
}

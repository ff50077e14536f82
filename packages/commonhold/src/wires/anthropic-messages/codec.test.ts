import { describeCodec } from '../codec.contract.ts';
import { answers, calls } from './anthropic.arbitrary.ts';
import { anthropicMessages } from './index.ts';

describeCodec(anthropicMessages, {
  calls,
  answers,
  wrong: {
    fields: { messages: [{ role: 'user', content: 3 }] },
    named: /messages\[0\]\.content: expected/,
  },
});

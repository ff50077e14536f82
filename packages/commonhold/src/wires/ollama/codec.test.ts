import { describeCodec } from '../codec.contract.ts';
import { ollama } from './index.ts';
import { answers, calls } from './ollama.arbitrary.ts';

describeCodec(ollama, {
  calls,
  answers,
  wrong: {
    fields: { messages: [{ role: 'user', content: 3 }] },
    named: /messages\[0\]\.content: expected/,
  },
});

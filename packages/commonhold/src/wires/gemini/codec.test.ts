import { describeCodec } from '../codec.contract.ts';
import { answers, calls } from './gemini.arbitrary.ts';
import { gemini } from './index.ts';

describeCodec(gemini, {
  calls,
  answers,
  wrong: {
    fields: { contents: [{ role: 'user', parts: [{ text: 3 }] }] },
    named: /contents\[0\]\.parts\[0\]\.text: expected/,
  },
});

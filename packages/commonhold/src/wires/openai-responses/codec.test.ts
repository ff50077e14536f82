import { describeCodec } from '../codec.contract.ts';
import { openAiResponses } from './index.ts';
import { answers, calls } from './responses.arbitrary.ts';

describeCodec(openAiResponses, {
  calls,
  answers,
  wrong: {
    fields: { input: [{ role: 'user', content: 3 }] },
    named: /input\[0\]\.content: expected/,
  },
});

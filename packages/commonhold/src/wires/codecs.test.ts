import { answers } from './answers.arbitrary.ts';
import { calls } from './calls.arbitrary.ts';
import { describeCodec } from './codec.contract.ts';
import { native } from './native/index.ts';
import { openAiChat } from './openai-chat/index.ts';

for (const codec of [openAiChat, native]) {
  describeCodec(codec, {
    calls: calls(codec.name),
    answers,
    wrong: {
      fields: { messages: [{ role: 'user', content: 3 }] },
      named: /messages\[0\]\.content: expected/,
    },
  });
}

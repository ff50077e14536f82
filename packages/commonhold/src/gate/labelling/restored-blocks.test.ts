import { describe, expect, test } from 'vitest';
import { type Call, collect, type Part } from '#call';
import { Classifier, Dictionary, Pseudonyms } from '#labels';
import { codecs } from '#wires';
import { restoreParts } from './pseudonymise.ts';

const anthropic = codecs['anthropic-messages'];
const call: Call = anthropic.request.parse({
  model: 'm',
  max_tokens: 9,
  messages: [{ role: 'user', content: 'x' }],
});

async function restored(parts: readonly Part[]): Promise<Part[]> {
  const pseudonyms = new Pseudonyms('tokens');
  const classifier = new Classifier(new Dictionary([{ label: 'personal', terms: ['Ada Lovelace'] }]));
  await classifier.pseudonymise(
    Buffer.from('{"a":"ada@example.org"}'),
    pseudonyms,
    new AbortController().signal,
  );
  const came = (async function* (): AsyncGenerator<Part> {
    yield* parts;
  })();
  const told: Part[] = [];
  for await (const part of restoreParts(came, pseudonyms, call)) told.push(part);
  return told;
}

const signed = (fields: Readonly<Record<string, string>>) => ({
  wire: 'anthropic-messages' as const,
  fields,
});

describe('values that come back into an answer of blocks', () => {
  test('leave every thought its signature, and nothing of a thought after it', async () => {
    const parts: Part[] = [
      { type: 'reasoning', choice: 0, text: 'It is ⟦EMA' },
      { type: 'reasoning', choice: 0, text: 'IL_1⟧, or ⟦EM' },
      { type: 'reasoning', choice: 0, text: '', extra: signed({ signature: 's1' }) },
      { type: 'reasoning', choice: 0, text: '', extra: signed({ redacted_thinking: 'zzz' }) },
    ];
    expect(collect(await restored(parts)).choices[0]?.content).toEqual([
      { type: 'reasoning', text: 'It is ada@example.org, or ⟦EM', extra: signed({ signature: 's1' }) },
      { type: 'reasoning', text: '', extra: signed({ redacted_thinking: 'zzz' }) },
    ]);
  });

  test('leave texts side by side two texts, and nothing of one in the other', async () => {
    const parts: Part[] = [
      { type: 'text', choice: 0, text: 'To ⟦EMAIL_1⟧ ⟦EM', block: 0 },
      { type: 'text', choice: 0, text: 'AIL_1⟧ and ⟦', block: 1 },
      { type: 'finish', choice: 0, reason: 'stop' },
    ];
    expect(collect(await restored(parts)).choices[0]?.content).toEqual([
      { type: 'text', text: 'To ada@example.org ⟦EM' },
      { type: 'text', text: 'AIL_1⟧ and ⟦' },
    ]);
  });

  test('leave counts and vectors what they are', async () => {
    const parts: Part[] = [
      { type: 'token-count', tokens: 7 },
      { type: 'embedding', index: 0, vector: [1, 2] },
    ];
    expect(await restored(parts)).toEqual(parts);
  });
});

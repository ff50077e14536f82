import { describe, expect, test } from 'vitest';
import { CommonholdError, type JsonObject, parseStrictJson } from '#base';
import type { WireName } from '#call';
import { codecs } from '../codecs.ts';
import { parseRequest } from '../operations.ts';
import { anthropicWords } from './anthropic.fixture.ts';
import { googleWords } from './google.fixture.ts';
import { ollamaPromptWords, ollamaWords } from './ollama.fixture.ts';
import { chatWords, responsesWords } from './openai.fixture.ts';
import type { Words } from './words.fixture.ts';

const vocabularies = [chatWords, responsesWords, anthropicWords, googleWords, ollamaWords, ollamaPromptWords];
const targets = (Object.keys(codecs) as readonly WireName[]).filter((name) => name !== 'native');

/**
 * Every word that a vendor's own client has for a request, on its way to every wire. That nothing is dropped in silence is seen in
 * the bytes: where nobody was told anything, they are others than without the word.
 */
describe('every word of the vendors', () => {
  const pages: string[] = [];
  describe.each(vocabularies)('of $wire at $path', (words) => {
    const examples = Object.entries(words.groups).flatMap(([group, of]) =>
      Object.entries(of).map(([word, body]) => ({ group, word, body })),
    );

    test.each(examples)('$group: $word is kept on its own wire, or refused by name', ({ body }) => {
      const read = attempt(() => parse(words, body));
      if (read === 'refused') return;
      const { warnings, body: written } = codecs[words.wire].request.serialize(read, 'm');
      expect(warnings.filter(({ detail }) => /no counterpart/.test(detail))).toEqual([]);
      expect(parseWritten(words, written)).toEqual(read);
    });

    test.each(examples)('$group: $word is dropped nowhere without a word', ({ body }) => {
      for (const target of targets.filter((name) => name !== words.wire)) {
        if (told(words, body, target) !== 'said') continue;
        expect([target, bytesFor(words, body, target)]).not.toEqual([target, bytesFor(words, {}, target)]);
      }
    });

    test('has a table', () => {
      for (const [group, of] of Object.entries(words.groups)) {
        const rows = Object.keys(of)
          .sort()
          .map((word) => {
            const cells = targets.map((target) => told(words, of[word] ?? {}, target));
            return `| ${[`\`${word}\``, ...cells].join(' | ')} |`;
          });
        const head = ['', ...targets.map((target) => `\`${target}\``)];
        pages.push(
          `### ${group} (\`${words.wire}\`)\n\n| ${head.join(' | ')} |\n|${'---|'.repeat(head.length)}\n${rows.join('\n')}\n`,
        );
      }
    });
  });

  /** The node could not read what the model gets, or whoever asked was promised something that no warning can make good. */
  test.each([
    ['thread', 'everywhere', anthropicWords],
    ['conversation', 'everywhere', responsesWords],
    ['background', 'everywhere', responsesWords],
    ['inference_geo', 'elsewhere', anthropicWords],
    ['compaction', 'elsewhere', anthropicWords],
    ['mcp_servers', 'elsewhere', anthropicWords],
    ['prompt', 'elsewhere', responsesWords],
    ['cachedContent', 'elsewhere', googleWords],
    ['continuationToken', 'elsewhere', googleWords],
    ['width', 'elsewhere', ollamaPromptWords],
  ] as const)('%s is refused %s', (word, where, words) => {
    const [body] = Object.values(words.groups).flatMap((of): JsonObject[] => (of[word] ? [of[word]] : []));
    const cells = targets.filter((target) => where === 'everywhere' || target !== words.wire);
    expect(cells.map((target) => told(words, body ?? {}, target))).toEqual(cells.map(() => 'refused'));
  });

  test('stand in the documentation with what becomes of them', async () => {
    await expect(`${introduction}\n${pages.join('\n')}`).toMatchFileSnapshot(
      '../../../../../docs/reference/wires/words.md',
    );
  });
});

const introduction = `# Every word of a request

What becomes of each word that the vendors' own clients have for a request, on each wire. A test writes this page: the compiler holds its lists to the types that OpenAI, Anthropic, Google and Ollama publish with their clients, and for each word the test looks at the bytes that would leave.

\`kept\`: the same wire, where bytes go through as they are. \`said\`: said in the other wire's words. \`warned\`: the call is made without it, and its record says so. \`refused\`: nothing is sent, and the client is told why. Where its own wire is refused, it is so because the node could neither read nor label what a model would get.

Answers are the other half. What a vendor tells that the client's wire has no words for is a warning on the record too, where it is something that was said or found: blocks of tools that ran at the vendor, citations, pictures, sound, signatures. What only describes an answer (fingerprints, results of filters, tiers, counts beyond tokens) is on the record as it came, and nowhere else.

`;

function parse({ wire, path, base }: Words, body: JsonObject) {
  const codec = codecs[wire];
  const target = codec.target(path, new URLSearchParams());
  if (!target) throw new Error(`${path} is no call`);
  const call = parseRequest(codec, { ...base, ...body }, target);
  if (call.operation !== 'generate') throw new Error('no call to generate');
  return call;
}

function parseWritten(words: Words, bytes: Uint8Array) {
  return parse({ ...words, base: {} }, parseStrictJson(bytes).value);
}

function told(words: Words, body: JsonObject, target: WireName): string {
  const read = attempt(() => parse(words, body));
  if (read === 'refused') return 'refused';
  if (target === words.wire) return 'kept';
  const written = attempt(() => codecs[target].request.serialize(read, 'm'));
  if (written === 'refused') return 'refused';
  const usual = codecs[target].request.serialize(parse(words, {}), 'm').warnings.length;
  return written.warnings.length > usual ? 'warned' : 'said';
}

function bytesFor(words: Words, body: JsonObject, target: WireName): string {
  return Buffer.from(codecs[target].request.serialize(parse(words, body), 'm').body).toString();
}

function attempt<Result>(run: () => Result): Result | 'refused' {
  try {
    return run();
  } catch (thrown) {
    if (thrown instanceof CommonholdError && thrown.fault === 'caller') return 'refused';
    throw thrown;
  }
}

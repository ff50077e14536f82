import { type Answered, type Asked, plain, type Script } from './said.ts';

/** What is asked and answered in each row of the matrix. */
export interface Scene {
  readonly asks: 'generate' | 'count' | 'embed';
  readonly asked: Asked;
  readonly script: Script;
}

/** Signs that a careless reader would lose: other scripts, two code units, quotes, breaks, markup, escapes. */
const odd = 'Grüße 👋🏽, “quoted” \\ "again"\n\ttab <b>&amp;</b> \u2028 \u007f 数';

const asked: Asked = {
  system: `Be brief. ${odd}`,
  turns: [{ role: 'user', text: `What is a commons? ${odd}` }],
  tokens: 64,
  stream: false,
};
const usage = { input: 12, output: 7 };
const answer: Answered = { text: `Shared by all. ${odd}`, stop: 'stop', usage };

const place = {
  type: 'object',
  properties: { city: { type: 'string', description: 'Its name' }, days: { type: 'integer' } },
  required: ['city', 'days'],
  additionalProperties: false,
};
const tools = [
  { name: 'get_weather', description: `The weather of a city. ${odd}`, parameters: place },
  {
    name: 'what_time_is_it',
    description: 'The time.',
    parameters: { type: 'object', properties: {}, additionalProperties: false },
  },
];
const lisbon = { name: 'get_weather', arguments: { city: `Lisbon ${odd}`, days: 2 } };
const berlin = { name: 'get_weather', arguments: { city: 'Berlin', days: 1 } };
const time = { name: 'what_time_is_it', arguments: {} };

/** A picture of one point. */
const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

function generate(more: Partial<Asked>, said: Partial<Answered> = {}): Scene {
  return {
    asks: 'generate',
    asked: { ...asked, ...more },
    script: { type: 'answer', answer: plain({ ...answer, ...said }) },
  };
}

/** Each as a whole and as a stream. */
function both(more: Partial<Asked>, said: Partial<Answered> = {}): readonly Scene[] {
  return [generate(more, said), generate({ ...more, stream: true }, said)];
}

const using = { text: undefined, stop: 'tools' } as unknown as Partial<Answered>;

/** The rows of the table, with what the feature is called there. */
export const features: ReadonlyMap<string, readonly Scene[]> = new Map([
  ['text', [generate({})]],
  ['stream', [generate({ stream: true })]],
  ['settings', [generate({ temperature: 0.5 })]],
  ['stop sequences', [generate({ stop: ['END', '\n\n'] })]],
  ['tools', both({ tools }, { ...using, uses: [lisbon] })],
  [
    'tool choice',
    [
      generate({ tools, choice: 'must' }, { ...using, uses: [time] }),
      generate({ tools, choice: { name: 'get_weather' } }, { ...using, uses: [lisbon] }),
    ],
  ],
  ['parallel tools', both({ tools }, { stop: 'tools', uses: [lisbon, berlin, time] })],
  ['one tool at a time', [generate({ tools, single: true }, { ...using, uses: [berlin] })]],
  [
    'tool results',
    [
      generate({
        tools,
        turns: [
          ...asked.turns,
          { role: 'assistant', text: 'I will look.', uses: [lisbon, berlin, time] },
          {
            role: 'results',
            results: [
              { name: 'get_weather', text: `Rain. ${odd}` },
              { name: 'get_weather', text: '{"sun": 1.0, "id": 12345678901234567890}' },
              { name: 'what_time_is_it', text: 'noon' },
            ],
          },
          { role: 'assistant', uses: [time] },
          { role: 'results', results: [{ name: 'what_time_is_it', text: 'later' }] },
        ],
      }),
    ],
  ],
  ['image', [generate({ turns: [{ role: 'user', text: 'What is this?', image: picture }] })]],
  ['JSON schema', both({ schema: place }, { text: '{"city":"Lisbon","days":2}' })],
  ['reasoning', both({ effort: 'low' }, { thought: `Hm. ${odd}` })],
  [
    'errors',
    [
      {
        asks: 'generate',
        asked,
        script: { type: 'refuse', status: 400, message: 'The picture is too large.' },
      },
      {
        asks: 'generate',
        asked: { ...asked, stream: true },
        script: { type: 'refuse', status: 400, message: 'The picture is too large.' },
      },
    ],
  ],
  ['stop reasons', [...both({}, { stop: 'length' }), ...both({}, { stop: 'filter' })]],
  ['usage', both({}, { usage: { ...usage, cached: 5, reasoning: 3 } })],
  [
    'count',
    [{ asks: 'count', asked: { turns: asked.turns, stream: false }, script: { type: 'count', tokens: 21 } }],
  ],
  [
    'embed',
    [
      {
        asks: 'embed',
        asked: {
          turns: [
            { role: 'user', text: odd },
            { role: 'user', text: 'two' },
          ],
          stream: false,
        },
        script: {
          type: 'embed',
          vectors: [
            [0.25, -1],
            [1, 0.5],
          ],
        },
      },
    ],
  ],
]);

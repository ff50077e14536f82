/** A request in which a text is planted. */
export interface Planted {
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Place = (text: string) => Planted;

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const user = (content: unknown, more: object = {}): Planted => ({
  body: { messages: [{ role: 'user', content }], ...more },
});
const said = (text: string): string => `Please note: ${text} and go on.`;
const history = (...messages: readonly object[]): Planted => ({
  body: { messages: [{ role: 'user', content: 'a' }, ...messages, { role: 'user', content: 'b' }] },
});
const tool = (called: object): Planted => user('a', { tools: [{ type: 'function', function: called }] });
const call = (name: string, inner: string): Planted =>
  history(
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c', type: 'function', function: { name, arguments: inner } }],
    },
    { role: 'tool', tool_call_id: 'c', content: 'ok' },
  );
const result = (content: unknown): Planted =>
  history(
    {
      role: 'assistant',
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'c', content },
  );
const escaped = (text: string): string =>
  Array.from(
    { length: text.length },
    (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
const references = (text: string): string =>
  Array.from(text, (point) => `&#${point.codePointAt(0)};`).join('');
const percented = (text: string): string =>
  Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

/** Everywhere that a request can carry text to a destination. */
export const carrying: Readonly<Record<string, Place>> = {
  'the message of a user': (text) => user(said(text)),
  'the system message': (text) => ({
    body: {
      messages: [
        { role: 'system', content: said(text) },
        { role: 'user', content: 'Hi' },
      ],
    },
  }),
  'the message of a developer': (text) => ({
    body: {
      messages: [
        { role: 'developer', content: said(text) },
        { role: 'user', content: 'Hi' },
      ],
    },
  }),
  'an earlier answer': (text) => history({ role: 'assistant', content: said(text) }),
  'the thoughts of an earlier answer': (text) =>
    history({ role: 'assistant', content: 'x', reasoning_content: said(text) }),
  'an earlier refusal': (text) => history({ role: 'assistant', content: null, refusal: said(text) }),
  'the name of who speaks': (text) => ({ body: { messages: [{ role: 'user', name: text, content: 'Hi' }] } }),
  'one of several parts': (text) =>
    user([
      { type: 'text', text: 'Look:' },
      { type: 'text', text: said(text) },
      { type: 'text', text: 'Well?' },
    ]),
  'lines of a message': (text) => user(`Dear all,\n${text}\nYours`),
  'arguments of a tool call': (text) => call('f', JSON.stringify({ q: said(text) })),
  'lines within arguments of a tool call': (text) => call('f', JSON.stringify({ q: `To:\n${text}\nYours` })),
  'JSON in JSON in arguments of a tool call': (text) =>
    call('f', JSON.stringify({ q: JSON.stringify({ r: `To:\n${text}\n` }) })),
  'the name of a called tool': (text) => call(text, '{}'),
  'a result of a tool': (text) => result(said(text)),
  'JSON in a result of a tool': (text) => result(JSON.stringify({ rows: [[said(text)]] })),
  'parts of a result of a tool': (text) => result([{ type: 'text', text: said(text) }]),
  'the description of a tool': (text) => tool({ name: 'f', description: said(text), parameters: {} }),
  'the name of a tool': (text) => tool({ name: text, parameters: {} }),
  'the schema of a tool': (text) =>
    tool({ name: 'f', parameters: { type: 'object', properties: { q: { enum: [text] } } } }),
  'a name in the schema of a tool': (text) =>
    tool({ name: 'f', parameters: { type: 'object', properties: { [text]: { type: 'string' } } } }),
  'the schema of an answer': (text) =>
    user('a', {
      response_format: {
        type: 'json_schema',
        json_schema: { name: 's', schema: { type: 'object', description: said(text) } },
      },
    }),
  'the name of a file': (text) =>
    user([{ type: 'file', file: { filename: `${text}.pdf`, file_data: 'data:,' } }]),
  'a text file in base64': (text) =>
    user([{ type: 'file', file: { file_data: `data:text/plain;base64,${base64(said(text))}` } }]),
  'a text file in percent signs': (text) =>
    user([{ type: 'file', file: { file_data: `data:text/plain,${encodeURIComponent(said(text))}` } }]),
  'the text for a picture': (text) => user(`![${text}](x.png)`),
  'the address of a picture': (text) =>
    user([{ type: 'image_url', image_url: { url: `https://a.example/?q=${encodeURIComponent(text)}` } }]),
  'a form in an address': (text) =>
    user([
      {
        type: 'image_url',
        image_url: { url: `https://a.example/?${new URLSearchParams({ q: text }).toString()}` },
      },
    ]),
  metadata: (text) => user('a', { metadata: { note: text } }),
  'the user field': (text) => user('a', { user: text }),
  'a stop sequence': (text) => user('a', { stop: [text] }),
  'a prediction': (text) => user('a', { prediction: { type: 'content', content: said(text) } }),
  'a field that nobody knows': (text) => user('a', { later: { deep: [{ deeper: text }] } }),
  'a list of a field that nobody knows': (text) => user('a', { later: ['x', text, 'y'] }),
  'the name of a field': (text) => user('a', { later: { [text]: { x: 1 } } }),
  'two hundred levels down': (text) => {
    let deep: unknown = [text];
    for (let level = 0; level < 200; level++) deep = { a: deep };
    return user('a', { later: deep });
  },
  'base64 of a sentence': (text) => user(`See ${base64(said(text))} .`),
  'base64 in base64 in base64': (text) => user(`See ${base64(base64(base64(said(text))))} .`),
  'base64 of UTF-16': (text) => user(Buffer.from(said(text), 'utf16le').toString('base64')),
  'lines of base64, as in mail': (text) =>
    user(base64(`Some words before. ${said(text)} And some more.`).replaceAll(/.{76}/g, '$&\r\n')),
  'base64 in the path of an address': (text) =>
    user(`https://a.example/files/${Buffer.from(said(text)).toString('base64url')}`),
  'base64 of the value alone': (text) => user(`See ${base64(text)} .`),
  hex: (text) => user(`See ${Buffer.from(said(text)).toString('hex')} .`),
  'percent signs for every sign': (text) => user(`See ${percented(text)} .`),
  'escapes of a program for every sign': (text) => user(`See "${escaped(text)}" .`),
  'references of HTML for every sign': (text) => user(`<p>See ${references(text)} .</p>`),
  'JSON in JSON in a string': (text) => user(JSON.stringify({ a: JSON.stringify({ b: said(text) }) })),
  'full-width signs': (text) =>
    user(said(text.replaceAll(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)))),
  'signs that show nothing between all signs': (text) => user(said(Array.from(text).join('\u200B'))),
  'a long text': (text) =>
    user(`${'Words that say nothing. '.repeat(1_500)}${said(text)}${' More.'.repeat(500)}`),
};

/** Where a text goes past what the detectors read together, or is written in a way that they do not know. */
export const beyond: Readonly<Record<string, Place>> = {
  'cut into two parts of a message': (text) =>
    user([
      { type: 'text', text: text.slice(0, text.length / 2) },
      { type: 'text', text: text.slice(text.length / 2) },
    ]),
  'cut into two messages': (text) => ({
    body: {
      messages: [
        { role: 'user', content: text.slice(0, text.length / 2) },
        { role: 'user', content: text.slice(text.length / 2) },
      ],
    },
  }),
  'base64 in base64 in base64 in base64': (text) => user(base64(base64(base64(base64(said(text)))))),
  'quoted-printable, as in mail': (text) => user(percented(said(text)).replaceAll('%', '=')),
  'the alphabet turned by thirteen': (text) =>
    user(
      said(text).replaceAll(/[a-z]/gi, (sign) =>
        String.fromCharCode(sign.charCodeAt(0) + (sign.toLowerCase() < 'n' ? 13 : -13)),
      ),
    ),
  'written backwards': (text) => user(Array.from(text).toReversed().join('')),
  'a line break in the middle': (text) =>
    user(`See ${text.slice(0, text.length / 2)}\n${text.slice(text.length / 2)} .`),
  'tags of HTML in the middle': (text) =>
    user(`See ${text.slice(0, text.length / 2)}<b></b>${text.slice(text.length / 2)} .`),
};

const headers =
  'x-request-id x-note user-agent cookie referer x-commonhold-run openai-organization traceparent'.split(' ');

/** Beside the body: none of it is passed on to a destination, so nobody looks for anything in it. */
export const inHeaders: Place = (text) => ({
  ...user('a'),
  headers: Object.fromEntries(headers.map((name) => [name, encodeURIComponent(text)])),
});

import { type App, type ConnectFacts, firstModel, type Saying } from './app.ts';

/** Apps whose settings this program cannot or should not write: what to type is printed, and nothing is changed. */
function byHand(
  app: Omit<App, 'plan' | 'sources'> & { readonly sources?: App['sources'] },
  say: (facts: ConnectFacts) => readonly Saying[],
): App {
  return { sources: [], ...app, plan: (facts) => ({ edits: [], say: say(facts) }) };
}

export const openWebui = byHand(
  {
    id: 'open-webui',
    title: 'Open WebUI',
    kind: 'app',
    wire: 'openai-chat',
  },
  ({ address, key }) => [
    'Before its first start, in its environment (for docker: -e NAME=value):',
    { copy: [`OPENAI_API_BASE_URL=${address}/v1`, `OPENAI_API_KEY=${key}`] },
    'Later it keeps its own settings and does not look there: Admin Panel, Settings, Connections, add an OpenAI connection with the same address and key.',
    'From inside a container this machine has another name, such as host.docker.internal, and the node has to listen there.',
  ],
);

export const openaiSdk = byHand(
  { id: 'openai-sdk', title: 'OpenAI SDKs', kind: 'app', wire: 'openai-chat' },
  ({ address, key }) => [
    'In the environment of your program:',
    environmentLines(address, '/v1', 'OPENAI', key),
    'Both read it there when a client is made without an address and a key: OpenAI() in Python, new OpenAI() in JavaScript.',
  ],
);

export const anthropicSdk = byHand(
  { id: 'anthropic-sdk', title: 'Anthropic SDKs', kind: 'app', wire: 'anthropic-messages' },
  ({ address, key }) => [
    'In the environment of your program:',
    environmentLines(address, '/anthropic', 'ANTHROPIC', key),
    'Both read it there when a client is made without an address and a key: Anthropic() in Python, new Anthropic() in JavaScript.',
  ],
);

export const curl = byHand({ id: 'curl', title: 'curl', kind: 'app', wire: 'openai-chat' }, (facts) => [
  {
    copy: [
      `curl ${facts.address}/v1/chat/completions \\`,
      `  -H 'authorization: Bearer ${facts.key}' -H 'content-type: application/json' \\`,
      `  -d '{"model": "${firstModel(facts)}", "messages": [{"role": "user", "content": "Hello"}]}'`,
    ],
  },
]);

function environmentLines(address: string, path: string, prefix: string, key: string): Saying {
  return { copy: [`export ${prefix}_BASE_URL=${address}${path}`, `export ${prefix}_API_KEY=${key}`] };
}

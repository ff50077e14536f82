import { existsSync } from 'node:fs';
import { type Contestant, freePort, model, whenItAnswers } from './contestant.ts';

/** A development dependency of this repository. */
const version = '1.15.2';
const program = new URL('../../../node_modules/@portkey-ai/gateway/build/start-server.js', import.meta.url)
  .pathname;

/**
 * Without a configuration file, as its own documentation starts it: headers say where a call goes. With the web server
 * that npm installs beside it today it fails on every stream (`TypeError: immutable`, its issue 1389).
 */
export const portkey: Contestant = {
  key: 'portkey',
  name: `Portkey ${version}, no record`,
  does: 'reads the request, routes by headers, writes it anew for the provider',
  keeps: 'nothing; its log is shown to whoever has it open',
  start: async ({ begin, upstreamPort }) => {
    if (!existsSync(program)) return { kind: 'absent', why: '@portkey-ai/gateway is not installed' };
    const port = await freePort();
    const child = begin(process.execPath, [program, '--headless', `--port=${port}`], {
      NODE_ENV: 'production',
    });
    return whenItAnswers(child, {
      port,
      headers: {
        'x-portkey-provider': 'openai',
        'x-portkey-custom-host': `http://127.0.0.1:${upstreamPort}/v1`,
        authorization: 'Bearer benchmark',
      },
      model,
    });
  },
};

import { type Contestant, model, whenItAnswers } from './contestant.ts';

const program = new URL('../bare.ts', import.meta.url).pathname;

/** The yardstick. */
export const barePassThrough: Contestant = {
  key: 'bare',
  name: 'bare pass-through',
  does: 'node:http and undici: hands bytes on, reads nothing, decides nothing',
  keeps: 'nothing',
  start: async ({ begin, upstreamPort }) => {
    const child = begin(process.execPath, [program, String(upstreamPort)]);
    return whenItAnswers(child, { port: Number(await child.firstLine()), headers: {}, model });
  },
};

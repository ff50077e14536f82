import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rulesText } from '../rules.ts';
import { type Contestant, model, whenItAnswers } from './contestant.ts';

const program = new URL('../node.ts', import.meta.url).pathname;

interface Means {
  readonly key: string;
  readonly name: string;
  readonly does: string;
  readonly detect: 'on' | 'off';
  /** In its policies folder; 0 for the built-in rule alone. */
  readonly rules: number;
}

/** This repository's node, first with the record alone and then with more and more of what it can do. */
export const commonhold: readonly Contestant[] = [
  {
    key: 'commonhold',
    name: 'Commonhold, durable encrypted record',
    does: 'checks key, JSON and limits, routes, decides by its built-in rule',
    detect: 'off',
    rules: 0,
  } as const,
  {
    key: 'commonhold-labels',
    name: 'Commonhold, labels',
    does: 'the same, and looks through every text for personal data and secrets; this is how it comes',
    detect: 'on',
    rules: 0,
  } as const,
  {
    key: 'commonhold-rules-20',
    name: 'Commonhold, labels and 20 rules',
    does: 'the same, and decides by 20 rules',
    detect: 'on',
    rules: 20,
  } as const,
  {
    key: 'commonhold-rules-200',
    name: 'Commonhold, labels and 200 rules',
    does: 'the same by 200 rules',
    detect: 'on',
    rules: 200,
  } as const,
].map(contestantOf);

function contestantOf({ key, name, does, detect, rules }: Means): Contestant {
  return {
    key,
    name,
    does,
    keeps: 'every call, both bodies encrypted: on disk before the request leaves, the reply right after it',
    start: async ({ begin, folder, upstreamPort }) => {
      const home = join(folder, 'home');
      await mkdir(join(home, 'policies'), { recursive: true, mode: 0o700 });
      if (rules > 0) await writeFile(join(home, 'policies', 'rules.cedar'), rulesText(rules));
      await writeFile(
        join(home, 'commonhold.yaml'),
        `labels: { detect: ${detect} }
providers:
  upstream:
    wire: openai-chat
    baseUrl: http://127.0.0.1:${upstreamPort}/v1
    authentication: none
    destination: { country: DE, retentionDays: 0, trainsOnData: false, local: declared }
    models: [${model}]
`,
      );
      const child = begin(process.execPath, [program], {
        COMMONHOLD_HOME: home,
        COMMONHOLD_PORT: '0',
      });
      const { port, key: owner } = JSON.parse(await child.firstLine()) as { port: number; key: string };
      return whenItAnswers(child, { port, headers: { authorization: `Bearer ${owner}` }, model });
    },
  };
}

import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failureOf } from '../install.ts';
import { type Absent, type Contestant, freePort, type Ground, model, whenItAnswers } from './contestant.ts';

const version = 'v1.6.8';
const module = 'github.com/maximhq/bifrost/transports/bifrost-http';

/**
 * Bifrost's HTTP gateway with a configuration file, once without its log and once with it as it comes: SQLite in its own
 * folder. `given` is a program that somebody has already, for where Go does not build it.
 */
export function bifrost(given: string | undefined): readonly Contestant[] {
  const installed = once((programs: string) => install(given, join(programs, `bifrost-${version}`)));
  const label = given === undefined ? `Bifrost ${version.slice(1)}` : 'Bifrost';
  const start = async (ground: Ground, log: boolean): ReturnType<Contestant['start']> => {
    const ready = await installed(ground.programs);
    if (ready.kind === 'absent') return ready;
    const port = await freePort();
    const configuration = JSON.stringify(configurationOf(ground, log));
    await writeFile(join(ground.folder, 'config.json'), configuration);
    const child = ground.begin(ready.program, [
      `-app-dir=${ground.folder}`,
      '-host=127.0.0.1',
      `-port=${port}`,
      '-log-level=warn',
    ]);
    // It finds the vendor by the model's first word; the rest of the body is everybody's.
    return whenItAnswers(child, { port, headers: {}, model: `openai/${model}` });
  };
  const does = 'reads the request, finds the vendor by the model’s name, writes it anew for the provider';
  return [
    {
      key: 'bifrost',
      name: `${label}, no record`,
      does,
      keeps: 'nothing: its log is off',
      start: (ground) => start(ground, false),
    },
    {
      key: 'bifrost-log',
      name: `${label}, SQLite log`,
      does,
      keeps:
        'every call with its texts, readable, from memory in batches after the reply; a full queue drops them',
      start: (ground) => start(ground, true),
    },
  ];
}

function configurationOf({ folder, upstreamPort }: Ground, log: boolean): unknown {
  return {
    client: { enable_logging: log },
    providers: {
      openai: {
        keys: [{ name: 'benchmark', value: 'sk-benchmark', models: ['*'], weight: 1 }],
        network_config: { base_url: `http://127.0.0.1:${upstreamPort}` },
      },
    },
    config_store: { enabled: false },
    logs_store: log
      ? { enabled: true, type: 'sqlite', config: { path: join(folder, 'logs.db') } }
      : { enabled: false },
  };
}

type Installed = { readonly kind: 'installed'; readonly program: string } | Absent;

/** By Go's own client. Where the module needs more than that to build, the client's words say so. */
async function install(given: string | undefined, folder: string): Promise<Installed> {
  const program = given ?? join(folder, 'bifrost-http');
  if (existsSync(program)) return { kind: 'installed', program };
  if (given !== undefined) return { kind: 'absent', why: `there is no program ${given}` };
  await mkdir(folder, { recursive: true });
  console.error(`Installing Bifrost ${version} into ${folder} …`);
  const failed = await failureOf('go', ['install', `${module}@${version}`], { GOBIN: folder });
  if (failed !== undefined) return { kind: 'absent', why: `It could not be installed: ${failed}` };
  return { kind: 'installed', program };
}

/** Both settings share one installation, and one refusal. */
function once<Result>(work: (programs: string) => Promise<Result>): (programs: string) => Promise<Result> {
  let begun: Promise<Result> | undefined;
  return (programs) => (begun ??= work(programs));
}

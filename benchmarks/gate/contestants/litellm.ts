import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { failureOf } from '../install.ts';
import { type Contestant, freePort, model, whenItAnswers } from './contestant.ts';

/** Releases that carried somebody else's code and stole credentials: these are never installed. */
const stolen: ReadonlySet<string> = new Set(['1.82.7', '1.82.8', '1.107.0']);

/** Its supervisor ends workers that do not say within five seconds that they live, and on a busy machine none does. */
const workerSeconds = 120;

/**
 * LiteLLM's proxy as its production guide starts it on one machine: a worker for each core, a master key, no verbose
 * log, a request timeout, and its price list from the package, because nothing here reaches the network.
 */
export function litellm(version: string): Contestant {
  const workers = availableParallelism();
  return {
    key: 'litellm',
    name: `LiteLLM ${version}, no record`,
    does: `checks its key, reads the request, routes by its list of models, counts tokens and cost; ${workers} worker processes`,
    keeps: 'nothing; its spend log needs Postgres and was not run',
    start: async ({ begin, folder, programs, upstreamPort }) => {
      const installed = await install(version, join(programs, `litellm-${version}`));
      if (installed.kind === 'absent') return installed;
      const port = await freePort();
      const masterKey = `sk-${randomBytes(16).toString('hex')}`;
      const configuration = join(folder, 'config.yaml');
      await writeFile(
        configuration,
        `model_list:
  - model_name: ${model}
    litellm_params:
      model: openai/${model}
      api_base: http://127.0.0.1:${upstreamPort}/v1
      api_key: benchmark
litellm_settings:
  request_timeout: 600
  set_verbose: false
  json_logs: true
`,
      );
      const child = begin(
        installed.program,
        [
          `--config=${configuration}`,
          '--host=127.0.0.1',
          `--port=${port}`,
          `--num_workers=${workers}`,
          `--timeout_worker_healthcheck=${workerSeconds}`,
        ],
        {
          LITELLM_MODE: 'PRODUCTION',
          LITELLM_LOG: 'ERROR',
          LITELLM_LOCAL_MODEL_COST_MAP: 'True',
          LITELLM_MASTER_KEY: masterKey,
        },
      );
      return whenItAnswers(child, { port, headers: { authorization: `Bearer ${masterKey}` }, model });
    },
  };
}

type Installed =
  | { readonly kind: 'installed'; readonly program: string }
  | { readonly kind: 'absent'; readonly why: string };

/** Into an environment of its own; nothing of the machine's Python is touched. */
async function install(version: string, environment: string): Promise<Installed> {
  if (stolen.has(version)) {
    return { kind: 'absent', why: `LiteLLM ${version} stole credentials and is never installed` };
  }
  const program = join(environment, 'bin', 'litellm');
  if (!existsSync(program)) {
    console.error(`Installing LiteLLM ${version} into ${environment} …`);
    const failed =
      (await failureOf('python3', ['-m', 'venv', environment])) ??
      (await failureOf(join(environment, 'bin', 'pip'), [
        'install',
        '--quiet',
        '--disable-pip-version-check',
        `litellm[proxy]==${version}`,
      ]));
    if (failed !== undefined) return { kind: 'absent', why: `It could not be installed: ${failed}` };
  }
  return { kind: 'installed', program };
}

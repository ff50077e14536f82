import type { Connection } from '../connection.ts';
import type { Vendor } from '../fact.ts';
import { believed, manyMakers, unknown } from '../say.ts';

const yours = unknown('It is your server: only you know.');

/**
 * Programs that people run on machines of their own. A program says nothing about where it runs and what it keeps, so
 * these rows are there to be named and say which questions the owner has to answer.
 */
function ownServer(id: string, title: string, connections: readonly Connection[], logs?: string): Vendor {
  return {
    id,
    title,
    kind: 'own-server',
    connections: [...connections],
    facts: {
      legalEntity: yours,
      contractsWith: yours,
      companyCountry: yours,
      parentCompany: yours,
      parentCountry: yours,
      country: yours,
      area: yours,
      maker: manyMakers,
      makerCountry: manyMakers,
      retentionDays: unknown(logs ?? 'What it writes into logs and caches is set where it is started.'),
      trainsOnData: believed(false, 'A server for inference does not train by itself.'),
      trainingSetting: yours,
      processorContract: yours,
      transferBasis: yours,
      subProcessors: yours,
    },
  };
}

/** The port is the one that the program takes when nobody names another; on this machine. */
const chat = (port: number): Connection => ({
  wire: 'openai-chat',
  baseUrl: `http://127.0.0.1:${port}/v1`,
});

export const ownServers: readonly Vendor[] = [
  ownServer('vllm', 'vLLM', [chat(8000)]),
  ownServer('llama-server', 'llama-server (llama.cpp)', [chat(8080)]),
  ownServer(
    'ollama',
    'Ollama',
    [{ wire: 'ollama', baseUrl: 'http://127.0.0.1:11434' }, chat(11_434)],
    'What it keeps is set where it is started; some of its model names run in its maker’s cloud and not with you.',
  ),
  ownServer('lm-studio', 'LM Studio', [chat(1234)]),
  ownServer('localai', 'LocalAI', [chat(8080)]),
  ownServer('tgi', 'Text Generation Inference', [chat(3000)]),
  ownServer('sglang', 'SGLang', [chat(30_000)]),
];

import type { Vendor } from '../fact.ts';
import { believed, manyMakers, unknown } from '../say.ts';

const yours = unknown('It is your server: only you know.');

/**
 * Programs that people run on machines of their own. A program says nothing about where it runs and what it keeps, so
 * these rows are there to be named and say which questions the owner has to answer.
 */
function ownServer(id: string, title: string, logs?: string): Vendor {
  return {
    id,
    title,
    kind: 'own-server',
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

export const ownServers: readonly Vendor[] = [
  ownServer('vllm', 'vLLM'),
  ownServer('llama-server', 'llama-server (llama.cpp)'),
  ownServer(
    'ollama',
    'Ollama',
    'What it keeps is set where it is started; some of its model names run in its maker’s cloud and not with you.',
  ),
  ownServer('lm-studio', 'LM Studio'),
  ownServer('localai', 'LocalAI'),
  ownServer('tgi', 'Text Generation Inference'),
  ownServer('sglang', 'SGLang'),
];

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
const chat = (port: number, page?: string): Connection => ({
  wire: 'openai-chat',
  baseUrl: `http://127.0.0.1:${port}/v1`,
  ...seenAt(page),
});

/** A file of the program's own public repository that names the port. */
function seenAt(page: string | undefined): Pick<Connection, 'source'> {
  return page === undefined ? {} : { source: { page: `https://github.com/${page}`, read: '2026-11-22' } };
}

const ollamaPage = 'ollama/ollama/blob/000ce02098f6bfea486601b5cae35ba38f8824fc/docs/openai.md';

export const ownServers: readonly Vendor[] = [
  ownServer('vllm', 'vLLM', [
    chat(
      8000,
      'vllm-project/vllm/blob/237a2653dba9107dc27dad8298125360bba1eb7b/docs/serving/openai_compatible_server.md',
    ),
  ]),
  ownServer('llama-server', 'llama-server (llama.cpp)', [
    chat(8080, 'ggml-org/llama.cpp/blob/25d5b0c53f9a146f3d7a99a18610d9d623b5041e/tools/server/README.md'),
  ]),
  ownServer(
    'ollama',
    'Ollama',
    [{ wire: 'ollama', baseUrl: 'http://127.0.0.1:11434', ...seenAt(ollamaPage) }, chat(11_434, ollamaPage)],
    'What it keeps is set where it is started; some of its model names run in its maker’s cloud and not with you.',
  ),
  ownServer('lm-studio', 'LM Studio', [
    chat(
      1234,
      'lmstudio-ai/docs/blob/51c92c69b84df7841e50264cd6c4a1be6df12c87/1_developer/3_openai-compat/chat-completions.md',
    ),
  ]),
  ownServer('localai', 'LocalAI', [
    chat(
      8080,
      'mudler/LocalAI/blob/15e703b198b781ca6b99d9c6e4dfeb5fc3c90aa4/docs/content/getting-started/macos.md',
    ),
  ]),
  ownServer('tgi', 'Text Generation Inference', [
    chat(
      3000,
      'huggingface/text-generation-inference/blob/032fc4c4cf2572fdcfa08ae992987ac770267c98/docs/source/reference/launcher.md',
    ),
  ]),
  ownServer('sglang', 'SGLang', [
    chat(
      30_000,
      'sgl-project/sglang/blob/27d1b7fcfc0f4be06e34f85405084c9886ddbce7/docs/basic_usage/send_request.ipynb',
    ),
  ]),
];

import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { GgmlType, type GgufFileInfo, GgufFileType, readGgufFileInfo } from 'node-llama-cpp';
import { CommonholdError, describe } from '#base';
import type { ModelInspection, Origin } from './inspection.ts';

/** Reads what a GGUF file declares. Runs in an engine process: the file may be anything. */
export async function inspectFile(modelPath: string): Promise<ModelInspection> {
  let info: GgufFileInfo;
  let fileBytes: number;
  try {
    fileBytes = (await stat(modelPath)).size;
    info = await readGgufFileInfo(modelPath, { sourceType: 'filesystem', logWarnings: false });
    refuseCut(info, fileBytes);
    return describeFile(info, fileBytes);
  } catch (thrown) {
    throw new CommonholdError(
      'model_invalid',
      { model: basename(modelPath), detail: describe(thrown) },
      { cause: thrown },
    );
  }
}

function describeFile(info: GgufFileInfo, fileBytes: number): ModelInspection {
  // Declared types of metadata are hopes: a file can hold anything under any key.
  const metadata = info.metadata as unknown as Fields;
  const general = fields(metadata['general']);
  const architecture = text(general['architecture']) ?? 'unknown';
  const own = fields(metadata[architecture]);
  const tokenizer = fields(metadata['tokenizer']);
  const ggml = fields(tokenizer['ggml']);
  const template = text(tokenizer['chat_template']);
  const tensors = countTensors(info);
  const description: Omit<ModelInspection, 'missing'> = {
    format: { name: 'GGUF', version: info.version },
    fileBytes,
    architecture,
    name: text(general['name']),
    description: text(general['description']),
    author: text(general['author']),
    organization: text(general['organization']),
    license: license(general),
    sourceUrl: text(fields(general['source'])['url']) ?? text(general['repo_url']) ?? text(general['url']),
    baseModels: origins(general['base_model']),
    datasets: origins(general['dataset'], general['datasets']),
    languages: texts(general['languages']),
    tags: texts(general['tags']),
    quantization: quantization(general['file_type']),
    quantizedBy: text(general['quantized_by']),
    sizeLabel: text(general['size_label']),
    contextTokens: number(own['context_length']),
    layers: number(own['block_count']),
    parameters: tensors.types.reduce((sum, type) => sum + type.parameters, 0),
    tokenizer: {
      model: text(ggml['model']),
      pre: text(ggml['pre']),
      tokens: Array.isArray(ggml['tokens']) ? ggml['tokens'].length : 0,
      bos: number(ggml['bos_token_id']),
      eos: number(ggml['eos_token_id']),
    },
    template:
      template === undefined
        ? undefined
        : { text: template, digest: createHash('sha256').update(template, 'utf8').digest('hex') },
    sampling: samplingOf(general),
    tensors,
  };
  return { ...description, missing: missing(description) };
}

/** The parser takes what lies beyond the end of a file for zeros, so a file that was cut off looks whole to it. */
function refuseCut(info: GgufFileInfo, fileBytes: number): void {
  let end = info.infoEndOffset ?? 0;
  for (const tensor of info.tensorInfo ?? []) {
    const parameters = parametersOf(tensor.dimensions);
    const bytes = Math.ceil(parameters * (bytesPerParameter[GgmlType[tensor.ggmlType]] ?? 0));
    end = Math.max(end, Number(tensor.fileOffset) + bytes);
  }
  if (end > fileBytes) throw new Error(`it has ${fileBytes} bytes of at least ${end}; it was cut off`);
}

/** Bytes of a block by the parameters in it. Types that are not listed are only checked for where they begin. */
const bytesPerParameter: Readonly<Record<string, number>> = {
  F32: 4,
  F16: 2,
  BF16: 2,
  Q4_0: 18 / 32,
  Q4_1: 20 / 32,
  Q5_0: 22 / 32,
  Q5_1: 24 / 32,
  Q8_0: 34 / 32,
  Q2_K: 84 / 256,
  Q3_K: 110 / 256,
  Q4_K: 144 / 256,
  Q5_K: 176 / 256,
  Q6_K: 210 / 256,
};

function parametersOf(dimensions: readonly (number | bigint)[]): number {
  return dimensions.reduce<number>((product, size) => product * Number(size), 1);
}

function missing(found: Omit<ModelInspection, 'missing'>): string[] {
  const wanted: Record<string, boolean> = {
    'general.name': found.name !== undefined,
    'general.license': found.license !== undefined,
    'general.base_model': found.baseModels.length > 0,
    'general.datasets': found.datasets.length > 0,
    'general.source.url': found.sourceUrl !== undefined,
    'tokenizer.chat_template': found.template !== undefined,
  };
  return Object.keys(wanted).filter((key) => wanted[key] === false);
}

function countTensors(info: GgufFileInfo): ModelInspection['tensors'] {
  const types = new Map<string, { tensors: number; parameters: number }>();
  const tensors = info.fullTensorInfo ?? info.tensorInfo ?? [];
  for (const tensor of tensors) {
    const type = GgmlType[tensor.ggmlType] ?? `type ${tensor.ggmlType}`;
    const parameters = parametersOf(tensor.dimensions);
    const counted = types.get(type) ?? { tensors: 0, parameters: 0 };
    types.set(type, { tensors: counted.tensors + 1, parameters: counted.parameters + parameters });
  }
  return {
    count: tensors.length,
    types: [...types]
      .map(([type, counted]) => ({ type, ...counted }))
      .sort((left, right) => right.parameters - left.parameters),
  };
}

function license(general: Fields): ModelInspection['license'] {
  // `general.license` is a text, or a group when `general.license.name` or `.link` are there as well.
  const declared = general['license'];
  const group = fields(declared);
  const id = text(declared) ?? text(group['']);
  const name = text(group['name']) ?? text(general['license.name']);
  const link = text(group['link']) ?? text(general['license.link']);
  if (id === undefined && name === undefined && link === undefined) return undefined;
  return {
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(link === undefined ? {} : { link }),
  };
}

/** Base models and data sets are numbered groups; older files have a list of names. */
function origins(group: unknown, names?: unknown): Origin[] {
  const numbered = Object.entries(fields(group))
    .filter(([key]) => /^\d+$/.test(key))
    .map(([, item]) => {
      const origin = fields(item);
      return {
        name: text(origin['name']),
        organization: text(origin['organization']),
        url: text(origin['repo_url']) ?? text(origin['url']),
      };
    });
  return [...numbered, ...texts(names).map((name) => ({ name, organization: undefined, url: undefined }))];
}

function quantization(fileType: unknown): string | undefined {
  const type = number(fileType);
  if (type === undefined) return undefined;
  return (GgufFileType[type] ?? `type ${type}`).replace(/^MOSTLY_|^ALL_/, '');
}

function samplingOf(general: Fields): Record<string, number> {
  const declared: Record<string, number> = {};
  for (const [key, value] of Object.entries(fields(general['sampling']))) {
    const amount = number(value);
    if (amount !== undefined) declared[key] = amount;
  }
  return declared;
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function number(value: unknown): number | undefined {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** What the node knows of its models, in the shapes in which Ollama's clients read it. A fact that nobody knows is left out. */
import type { Principal } from '#call';
import type { Gate } from '#gate';
import { mayUseModel } from '#identity';
import type { LocalModelView, ModelInspectionView } from '../api/model-views.ts';
import { type ListedModel, listModels } from '../models/model-list.ts';

/** Ollama's clients put this behind names that have no tag; both mean the same. */
const unsaidTag = ':latest';

export interface OllamaDetails {
  readonly format: string;
  readonly family: string;
  readonly families: readonly string[];
  readonly parameter_size: string;
  readonly quantization_level: string;
  readonly context_length?: number;
}

export interface OllamaModel {
  readonly name: string;
  readonly model: string;
  /** Where a call for this name goes first, when that is not this machine. */
  readonly remote_model?: string;
  readonly remote_host?: string;
  readonly modified_at?: string;
  /** Bytes on this disk, so none for a model that answers elsewhere. */
  readonly size: number;
  readonly digest: string;
  readonly details: OllamaDetails;
  readonly capabilities: readonly string[];
}

export interface OllamaProcess {
  readonly name: string;
  readonly model: string;
  /** Bytes of memory; 0 until its process has said. */
  readonly size: number;
  readonly size_vram: number;
  readonly digest: string;
  readonly details: OllamaDetails;
  readonly context_length?: number;
}

/** Every name that this caller can ask for. */
export function listedForOllama(
  gate: Gate,
  principal: Principal,
  here: readonly LocalModelView[],
): readonly OllamaModel[] {
  return listModels(gate, principal).map((listed) => ollamaModel(listed, here));
}

/** Undefined for a name that this caller cannot ask for. */
export function findForOllama(
  gate: Gate,
  principal: Principal,
  here: readonly LocalModelView[],
  name: string,
): { readonly model: OllamaModel; readonly local: LocalModelView | undefined } | undefined {
  const models = listModels(gate, principal);
  const listed =
    models.find(({ id }) => id === name) ??
    (name.endsWith(unsaidTag) ? models.find(({ id }) => id === name.slice(0, -unsaidTag.length)) : undefined);
  return listed && { model: ollamaModel(listed, here), local: localOf(listed, here) };
}

/** Models whose process is there. It is not ended for having nothing to do, so nothing expires. */
export function runningForOllama(
  principal: Principal,
  here: readonly LocalModelView[],
): readonly OllamaProcess[] {
  return here
    .filter(({ name }) => mayUseModel(principal, name))
    .filter(({ engine }) => engine.state === 'ready' || engine.state === 'loading')
    .map((local) => ({
      name: local.name,
      model: local.name,
      size: local.memory.usesBytes ?? 0,
      size_vram: 0,
      digest: local.verified.sha256,
      details: detailsOf(local),
      ...(local.engine.state === 'ready' ? { context_length: local.engine.contextTokens } : {}),
    }));
}

/** What `/api/show` says beside what the list says. */
export function shownForOllama(
  model: OllamaModel,
  inspected: ModelInspectionView | undefined,
): Readonly<Record<string, unknown>> {
  const { modified_at: modifiedAt, details, capabilities, remote_model, remote_host } = model;
  // A file without a template is one that was made for embeddings: the engine loads no other.
  const embedsOnly = inspected !== undefined && inspected.template === undefined;
  const licence = inspected?.model.licence?.id ?? inspected?.declared.licence;
  return {
    ...(licence === undefined ? {} : { license: licence }),
    ...(inspected?.template === undefined ? {} : { template: inspected.template }),
    ...(remote_model === undefined ? {} : { remote_model, remote_host }),
    details,
    model_info: inspected ? informationOf(inspected) : {},
    capabilities: embedsOnly ? ['embedding'] : capabilities,
    ...(modifiedAt === undefined ? {} : { modified_at: modifiedAt }),
  };
}

function ollamaModel(listed: ListedModel, here: readonly LocalModelView[]): OllamaModel {
  const { id } = listed;
  const local = localOf(listed, here);
  if (local) {
    return {
      name: id,
      model: id,
      modified_at: local.addedAt,
      size: local.verified.sizeBytes,
      digest: local.verified.sha256,
      details: detailsOf(local),
      // The engine tells every model of tools, and reads vectors off each.
      capabilities: ['completion', 'tools', 'embedding'],
    };
  }
  const [first] = listed.commonhold.candidates;
  return {
    name: id,
    model: id,
    ...(first ? { remote_model: first.model, remote_host: first.provider } : {}),
    size: 0,
    digest: '',
    details: { format: '', family: '', families: [], parameter_size: '', quantization_level: '' },
    // What can be asked for; whether the model is good at it, only those who run it know.
    capabilities: ['completion', 'tools'],
  };
}

/** The file behind a name, where the first to be asked is the engine inside. */
function localOf({ commonhold }: ListedModel, here: readonly LocalModelView[]): LocalModelView | undefined {
  const [first] = commonhold.candidates;
  return first?.local === 'verified' ? here.find(({ name }) => name === first.model) : undefined;
}

function detailsOf({ declared }: LocalModelView): OllamaDetails {
  const family = declared?.architecture ?? '';
  return {
    format: 'gguf',
    family,
    families: family === '' ? [] : [family],
    parameter_size: declared ? parameterSize(declared.parameters) : '',
    quantization_level: declared?.quantisation ?? '',
    ...(declared?.contextTokens === undefined ? {} : { context_length: declared.contextTokens }),
  };
}

/** As Ollama writes it: `134.52M`, `7.6B`. */
function parameterSize(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)}B`;
  if (count >= 1e6) return `${(count / 1e6).toFixed(2)}M`;
  return String(count);
}

function informationOf({ declared }: ModelInspectionView): Readonly<Record<string, unknown>> {
  const { architecture, parameters, contextTokens, name, organization, licence } = declared;
  return {
    'general.architecture': architecture,
    'general.parameter_count': parameters,
    ...(name === undefined ? {} : { 'general.name': name }),
    ...(organization === undefined ? {} : { 'general.organization': organization }),
    ...(licence === undefined ? {} : { 'general.license': licence }),
    ...(contextTokens === undefined ? {} : { [`${architecture}.context_length`]: contextTokens }),
  };
}

/**
 * Writes tiny GGUF files for tests: a llama architecture of one layer with random weights and a SentencePiece
 * vocabulary of single bytes. What it says is noise, but it goes through every step that a real model goes through.
 *
 * The layout (all numbers little-endian): `GGUF`, version, count of tensors, count of keys, the keys with their typed
 * values, the table of tensors, padding to 32 bytes, the weights.
 */
export type Value =
  | { readonly type: 'u32' | 'f32'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'f32s' | 'i32s'; readonly value: readonly number[] };

export interface FixtureOptions {
  readonly headCount?: number;
  readonly template?: string | undefined;
  /** Every byte of the weights is 0xff: not a number, in any type. */
  readonly nanWeights?: boolean;
  readonly contextLength?: number;
  readonly extra?: Readonly<Record<string, Value>>;
}

const typeCodes = { u32: 4, f32: 6, bool: 7, string: 8, strings: 9, f32s: 9, i32s: 9 } as const;
const elementCodes = { strings: 8, f32s: 6, i32s: 5 } as const;
const alignment = 32;
const embedding = 32;
const feedForward = 64;

const specials = ['<unk>', '<s>', '</s>', '<|im_start|>', '<|im_end|>'];
const byteTokens = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
);
const letters = Array.from('\u2581abcdefghijklmnopqrstuvwxyz');
const tokens = [...specials, ...byteTokens, ...letters];

export const fixtureTemplate =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

export function fixtureGguf(options: FixtureOptions = {}): Buffer {
  const template = 'template' in options ? options.template : fixtureTemplate;
  const keys: Record<string, Value> = {
    'general.architecture': { type: 'string', value: 'llama' },
    'general.name': { type: 'string', value: 'Fixture' },
    'llama.context_length': { type: 'u32', value: options.contextLength ?? 512 },
    'llama.embedding_length': { type: 'u32', value: embedding },
    'llama.block_count': { type: 'u32', value: 1 },
    'llama.feed_forward_length': { type: 'u32', value: feedForward },
    'llama.attention.head_count': { type: 'u32', value: options.headCount ?? 2 },
    'llama.rope.dimension_count': { type: 'u32', value: embedding / 2 },
    'llama.attention.layer_norm_rms_epsilon': { type: 'f32', value: 1e-5 },
    'tokenizer.ggml.model': { type: 'string', value: 'llama' },
    'tokenizer.ggml.tokens': { type: 'strings', value: tokens },
    'tokenizer.ggml.scores': { type: 'f32s', value: tokens.map((_, id) => -id) },
    // 2 unknown, 3 control, 6 byte, 1 normal.
    'tokenizer.ggml.token_type': {
      type: 'i32s',
      value: tokens.map((_, id) =>
        id === 0 ? 2 : id < specials.length ? 3 : id < specials.length + 256 ? 6 : 1,
      ),
    },
    'tokenizer.ggml.bos_token_id': { type: 'u32', value: 1 },
    'tokenizer.ggml.eos_token_id': { type: 'u32', value: 4 },
    'tokenizer.ggml.unknown_token_id': { type: 'u32', value: 0 },
    'tokenizer.ggml.add_bos_token': { type: 'bool', value: true },
    ...(template === undefined ? {} : { 'tokenizer.chat_template': { type: 'string', value: template } }),
    ...options.extra,
  };
  return writeGguf(keys, tensorShapes(), options.nanWeights ?? false);
}

export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
}

export function writeGguf(
  keys: Readonly<Record<string, Value>>,
  tensors: readonly Tensor[],
  nanWeights = false,
): Buffer {
  const weights = tensors.map(({ shape }) => weightBytes(shape, nanWeights));
  const parts: Buffer[] = [
    Buffer.from('GGUF'),
    u32(3),
    u64(tensors.length),
    u64(Object.keys(keys).length),
    ...Object.entries(keys).flatMap(([key, value]) => [text(key), u32(typeCodes[value.type]), encode(value)]),
  ];
  let offset = 0;
  for (const [index, { name, shape }] of tensors.entries()) {
    parts.push(text(name), u32(shape.length), ...shape.map(u64), u32(0), u64(offset));
    offset += pad(weights[index]?.length ?? 0);
  }
  const head = Buffer.concat(parts);
  return Buffer.concat([
    head,
    Buffer.alloc(pad(head.length) - head.length),
    ...weights.flatMap((bytes) => [bytes, Buffer.alloc(pad(bytes.length) - bytes.length)]),
  ]);
}

function tensorShapes(): Tensor[] {
  const square = [embedding, embedding];
  return [
    { name: 'token_embd.weight', shape: [embedding, tokens.length] },
    { name: 'output_norm.weight', shape: [embedding] },
    { name: 'output.weight', shape: [embedding, tokens.length] },
    { name: 'blk.0.attn_norm.weight', shape: [embedding] },
    ...['q', 'k', 'v', 'output'].map((kind) => ({ name: `blk.0.attn_${kind}.weight`, shape: square })),
    { name: 'blk.0.ffn_norm.weight', shape: [embedding] },
    { name: 'blk.0.ffn_gate.weight', shape: [embedding, feedForward] },
    { name: 'blk.0.ffn_up.weight', shape: [embedding, feedForward] },
    { name: 'blk.0.ffn_down.weight', shape: [feedForward, embedding] },
  ];
}

/** Numbers of a fixed generator, so that each run of a test sees the same model. */
function weightBytes(shape: readonly number[], nan: boolean): Buffer {
  const count = shape.reduce((product, size) => product * size, 1);
  const bytes = Buffer.alloc(count * 4, nan ? 0xff : 0);
  if (nan) return bytes;
  let state = count;
  for (let at = 0; at < count; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes.writeFloatLE((state / 0xffff_ffff - 0.5) * 0.6, at * 4);
  }
  return bytes;
}

function encode(value: Value): Buffer {
  switch (value.type) {
    case 'u32':
      return u32(value.value);
    case 'f32':
      return f32(value.value);
    case 'bool':
      return Buffer.from([value.value ? 1 : 0]);
    case 'string':
      return text(value.value);
    case 'strings':
      return list(elementCodes.strings, value.value.map(text));
    case 'f32s':
      return list(elementCodes.f32s, value.value.map(f32));
    case 'i32s':
      return list(elementCodes.i32s, value.value.map(u32));
  }
}

function list(code: number, items: readonly Buffer[]): Buffer {
  return Buffer.concat([u32(code), u64(items.length), ...items]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([u64(bytes.length), bytes]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function pad(length: number): number {
  return Math.ceil(length / alignment) * alignment;
}

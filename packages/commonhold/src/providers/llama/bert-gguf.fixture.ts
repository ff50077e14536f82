import { type Tensor, type Value, writeGguf } from './gguf.fixture.ts';

/**
 * A tiny GGUF of a model that gives embeddings and nothing else, as those of the BERT family are: it looks at a whole text at once,
 * takes the mean of what it sees, and has no chat template. Its weights are noise.
 */
const embedding = 32;
const feedForward = 64;
const contextLength = 1024;

const specials = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const letters = Array.from('abcdefghijklmnopqrstuvwxyz0123456789');
/** Words begin with U+2581; what goes on with a word does not. */
const tokens = [...specials, ...letters.map((letter) => `\u2581${letter}`), ...letters];

export function bertGguf(): Buffer {
  const number = (value: number): Value => ({ type: 'u32', value });
  const keys: Readonly<Record<string, Value>> = {
    'general.architecture': { type: 'string', value: 'bert' },
    'general.name': { type: 'string', value: 'Fixture for embeddings' },
    'bert.context_length': number(contextLength),
    'bert.embedding_length': number(embedding),
    'bert.block_count': number(1),
    'bert.feed_forward_length': number(feedForward),
    'bert.attention.head_count': number(2),
    'bert.attention.layer_norm_epsilon': { type: 'f32', value: 1e-12 },
    'bert.attention.causal': { type: 'bool', value: false },
    // 1 is the mean.
    'bert.pooling_type': number(1),
    'tokenizer.ggml.model': { type: 'string', value: 'bert' },
    'tokenizer.ggml.tokens': { type: 'strings', value: tokens },
    'tokenizer.ggml.token_type': {
      type: 'i32s',
      value: tokens.map((_, id) => (id < specials.length ? 3 : 1)),
    },
    'tokenizer.ggml.token_type_count': number(2),
    'tokenizer.ggml.bos_token_id': number(2),
    'tokenizer.ggml.eos_token_id': number(3),
    'tokenizer.ggml.unknown_token_id': number(1),
    'tokenizer.ggml.seperator_token_id': number(3),
    'tokenizer.ggml.padding_token_id': number(0),
    'tokenizer.ggml.cls_token_id': number(2),
    'tokenizer.ggml.mask_token_id': number(4),
  };
  return writeGguf(keys, tensorShapes());
}

function tensorShapes(): Tensor[] {
  const layer = (name: string, ...shape: readonly number[]): Tensor[] => [
    { name: `${name}.weight`, shape },
    { name: `${name}.bias`, shape: shape.slice(-1) },
  ];
  return [
    { name: 'token_embd.weight', shape: [embedding, tokens.length] },
    { name: 'token_types.weight', shape: [embedding, 2] },
    { name: 'position_embd.weight', shape: [embedding, contextLength] },
    ...layer('token_embd_norm', embedding),
    ...['q', 'k', 'v', 'output'].flatMap((kind) => layer(`blk.0.attn_${kind}`, embedding, embedding)),
    ...layer('blk.0.attn_output_norm', embedding),
    ...layer('blk.0.ffn_up', embedding, feedForward),
    ...layer('blk.0.ffn_down', feedForward, embedding),
    ...layer('blk.0.layer_output_norm', embedding),
  ];
}

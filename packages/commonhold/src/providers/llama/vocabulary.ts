import { type LlamaModel, LlamaVocabularyType, type Token } from 'node-llama-cpp';

/** The vocabulary of a loaded model, as far as the library does not offer it. */
export interface Vocabulary {
  readonly size: number;
  /** Texts of the tokens that steer the model instead of being text. */
  readonly controlTexts: readonly string[];
  /** Most bytes that one token can stand for; infinite where the vocabulary's kind does not tell. */
  readonly tokenBytesMax: number;
  describe(token: Token): TokenDescription;
}

/** A token as people are shown it. */
export interface TokenDescription {
  /** Its bytes as text, or its name when it steers the model. Half a character is U+FFFD. */
  readonly text: string;
  /** The bytes that it stands for; undefined where the vocabulary's kind does not tell. */
  readonly bytes: readonly number[] | undefined;
  /** It steers the model, such as by ending a turn, instead of being text. */
  readonly special: boolean;
}

export function readVocabulary(model: LlamaModel): Vocabulary {
  const texts = model.fileInfo.metadata.tokenizer?.ggml?.tokens ?? [];
  const controlTexts: string[] = [];
  for (let id = 0; id < texts.length; id++) {
    const attributes = model.getTokenAttributes(id as Token);
    const text = texts[id];
    if (text !== undefined && (attributes.control || attributes.unknown)) controlTexts.push(text);
  }
  const decode = tokenDecoder(model.vocabularyType);
  // Never more than the vocabulary itself, most of which is in memory as text anyway.
  const described = new Map<Token, TokenDescription>();
  // What is printed for a token is never shorter than the bytes that it stands for.
  const tokenBytesMax =
    decode === undefined
      ? Infinity
      : texts.reduce((most, text) => Math.max(most, encoder.encode(text).length), 1);
  return {
    size: texts.length,
    controlTexts,
    tokenBytesMax,
    describe(token) {
      const known = described.get(token);
      if (known !== undefined) return known;
      const { control, unknown, userDefined } = model.getTokenAttributes(token);
      const special = control || unknown || model.isEogToken(token);
      const text = texts[token];
      // Control tokens and tokens added later are written plainly, whatever the vocabulary's kind.
      const plain = control || unknown || userDefined;
      const bytes = text === undefined ? undefined : plain ? encoder.encode(text) : decode?.(text);
      const description: TokenDescription = {
        text: bytes === undefined ? model.detokenize([token], true) : decoder.decode(bytes),
        bytes: bytes && [...bytes],
        special,
      };
      described.set(token, description);
      return description;
    },
  };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function tokenDecoder(type: LlamaVocabularyType): ((text: string) => Uint8Array) | undefined {
  if (type === LlamaVocabularyType.bpe) return decodeByteLevel;
  if (type === LlamaVocabularyType.spm) return decodeSentencePiece;
  return undefined;
}

/**
 * Byte-level BPE (of GPT-2) writes each byte as one printable character: the printable ones of Latin-1 as
 * themselves, the others as the characters from U+0100 on, in order.
 */
function decodeByteLevel(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const byte = byteOfCharacter.get(character);
    if (byte === undefined) bytes.push(...encoder.encode(character));
    else bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

const byteOfCharacter: ReadonlyMap<string, number> = new Map(byteLevelAlphabet());

function byteLevelAlphabet(): [string, number][] {
  const alphabet: [string, number][] = [];
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    alphabet.push([String.fromCodePoint(printable ? byte : next++), byte]);
  }
  return alphabet;
}

/** SentencePiece writes a space as U+2581 and a byte outside its vocabulary as `<0xAB>`. */
function decodeSentencePiece(text: string): Uint8Array {
  const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(text)?.[1];
  if (byte !== undefined) return Uint8Array.of(Number.parseInt(byte, 16));
  return encoder.encode(text.replaceAll('\u2581', ' '));
}

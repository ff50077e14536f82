import { parseStrictJson } from '#base';
import type { InputPart, OutputPart, Part, WireName } from '#call';
import { type Codec, codecs } from '#wires';

/**
 * More than this is looked through as the bytes are: laying a request out takes some 10 ms a megabyte, during which the
 * node does nothing else. In the bytes, a quotation mark is written `\"`, and the words of a streamed answer lie apart.
 */
const laidOutBytesMax = 512 * 1024;

/** What was said in a request, as a person would read it; the bytes as text where they are not of this protocol. */
export function requestText(wire: string, bytes: Uint8Array): string {
  return laidOut(wire, bytes, (codec) =>
    codec.request
      .parse(parseStrictJson(bytes).value)
      .messages.flatMap(({ content }): readonly (InputPart | OutputPart)[] => content)
      .map(partText)
      .join('\n'),
  );
}

/** The same of an answer, whole or streamed. */
export function answerText(wire: string, bytes: Uint8Array): string {
  return laidOut(wire, bytes, (codec) => {
    const parts = wholeAnswer(codec, bytes) ?? streamedAnswer(codec, bytes);
    return parts.map(saidIn).join('');
  });
}

function laidOut(wire: string, bytes: Uint8Array, read: (codec: Codec) => string): string {
  const codec = Object.hasOwn(codecs, wire) ? codecs[wire as WireName] : undefined;
  if (codec !== undefined && bytes.byteLength <= laidOutBytesMax) {
    try {
      const said = read(codec);
      // Of an answer that broke off before its first piece was whole, nothing can be laid out.
      if (said !== '') return said;
    } catch {
      // What was said is on record also where it is not of its protocol; then it is looked through as it is.
    }
  }
  return new TextDecoder().decode(bytes);
}

/** Undefined when it is no single document, which a stream never is. */
function wholeAnswer(codec: Codec, bytes: Uint8Array): readonly Part[] | undefined {
  try {
    return codec.reply.parse(bytes);
  } catch {
    return undefined;
  }
}

function streamedAnswer(codec: Codec, bytes: Uint8Array): readonly Part[] {
  const parser = codec.stream.parser();
  const parts = parser.push(bytes);
  try {
    return [...parts, ...parser.end()];
  } catch {
    // It broke off, which the record says; what came before was said all the same.
    return parts;
  }
}

function partText(part: InputPart | OutputPart): string {
  switch (part.type) {
    case 'text':
    case 'refusal':
    case 'reasoning':
      return part.text;
    case 'tool-call':
      return `${part.name} ${part.arguments}`;
    case 'image':
    case 'audio':
    case 'file':
      return '';
    case 'unknown':
      return JSON.stringify(part.value);
  }
}

function saidIn(part: Part): string {
  switch (part.type) {
    case 'text':
    case 'refusal':
    case 'reasoning':
    case 'tool-arguments':
      return part.text;
    case 'tool-call':
      return ` ${part.name} `;
    case 'unknown':
      return ` ${JSON.stringify(part.value)} `;
    case 'start':
    case 'embedding':
    case 'token-count':
    case 'finish':
    case 'usage':
    case 'engine':
    case 'error':
      return '';
  }
}

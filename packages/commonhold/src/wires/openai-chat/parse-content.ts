import type { JsonObject } from '#base';
import type { AudioPart, FilePart, ImagePart, InputPart, RefusalPart, TextPart } from '#call';
import { extraOf, joined, leftover, under, type Fields } from '../own-fields.ts';
import { check, invalid } from '../check-request.ts';
import { partSchemas, typedSchema } from './request-schema.ts';
import { type Writable, wire } from './wire-name.ts';

/** Content as parts: a text is one part. */
export function parseContent(content: string | readonly unknown[], path: string): InputPart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return content.map((part, at) => parsePart(part, `${path}[${at}]`));
}

function parsePart(value: unknown, path: string): InputPart {
  const { type } = check(typedSchema, value, path);
  const fields = value as JsonObject;
  switch (type) {
    case 'text': {
      const { text } = check(partSchemas.text, value, path);
      return withExtra<TextPart>({ type: 'text', text }, leftover(fields, textKeys));
    }
    case 'image_url': {
      const { image_url: image } = check(partSchemas.image_url, value, path);
      const { url, detail } = typeof image === 'string' ? { url: image } : image;
      const part: Writable<ImagePart> = { type: 'image', source: imageSource(url) };
      if (typeof detail === 'string') part.detail = detail;
      return withExtra(part, leftover(fields, imageKeys), 'image_url', image, imageUrlKeys);
    }
    case 'input_audio': {
      const { input_audio: audio } = check(partSchemas.input_audio, value, path);
      const part: AudioPart = { type: 'audio', format: audio.format, data: audio.data };
      return withExtra(part, leftover(fields, audioKeys), 'input_audio', audio, inputAudioKeys);
    }
    case 'file': {
      const { file } = check(partSchemas.file, value, path);
      const part: Writable<FilePart> = { type: 'file', source: fileSource(file, `${path}.file`) };
      if (typeof file.filename === 'string') part.name = file.filename;
      return withExtra(part, leftover(fields, fileKeys), 'file', file, fileFileKeys);
    }
    case 'refusal': {
      const { refusal } = check(partSchemas.refusal, value, path);
      return withExtra<RefusalPart>({ type: 'refusal', text: refusal }, leftover(fields, refusalKeys));
    }
    default:
      return { type: 'unknown', wire, value: fields };
  }
}

const textKeys = new Set(Object.keys(partSchemas.text.shape));
const imageKeys = new Set(Object.keys(partSchemas.image_url.shape));
const imageUrlKeys = new Set(['url', 'detail']);
const audioKeys = new Set(Object.keys(partSchemas.input_audio.shape));
const inputAudioKeys = new Set(['data', 'format']);
const fileKeys = new Set(Object.keys(partSchemas.file.shape));
const fileFileKeys = new Set(['file_id', 'file_data', 'filename']);
const refusalKeys = new Set(Object.keys(partSchemas.refusal.shape));

/** The part with the unknown fields beside it and, where it has an object of its own, inside that. */
function withExtra<P extends Exclude<InputPart, { type: 'unknown' }>>(
  part: P,
  outer: Fields | undefined,
  key?: string,
  inner?: unknown,
  known?: ReadonlySet<string>,
): P {
  const inside =
    key !== undefined && known && typeof inner === 'object'
      ? leftover(inner as JsonObject, known)
      : undefined;
  const extra = extraOf(wire, joined(outer, key === undefined ? undefined : under(key, inside)));
  return extra ? { ...part, extra } : part;
}

const dataUrl = /^data:([^,]*);base64,/;

function imageSource(url: string): ImagePart['source'] {
  const match = dataUrl.exec(url.slice(0, maximumDataUrlHead));
  if (!match) return { type: 'url', url };
  return { type: 'base64', mediaType: match[1] ?? '', data: url.slice(match[0].length) };
}

/** What stands before the data in a data URL; media types with parameters stay far below. */
const maximumDataUrlHead = 256;

function fileSource(
  file: { file_id?: string | null | undefined; file_data?: string | null | undefined },
  path: string,
): FilePart['source'] {
  const { file_id: id, file_data: data } = file;
  if (typeof id === 'string' && typeof data !== 'string') return { type: 'id', id, at: 'openai' };
  if (typeof data === 'string' && typeof id !== 'string') {
    const match = dataUrl.exec(data.slice(0, maximumDataUrlHead));
    if (!match) return { type: 'base64', data };
    return { type: 'base64', mediaType: match[1] ?? '', data: data.slice(match[0].length) };
  }
  throw invalid(path, 'expected either file_id or file_data');
}

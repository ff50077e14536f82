import type { JsonObject } from '#base';
import type { FilePart, ImagePart, InputPart, RefusalPart, TextPart } from '#call';
import { check, invalid } from '../check-request.ts';
import { extraOf, type Fields, joined, leftover, under, withoutNulls } from '../own-fields.ts';
import { partSchemas, typedSchema } from './request-schema.ts';
import { type Writable, wire } from './wire-name.ts';

/** What a person, a program or a tool says: a text is one part. */
export function parseInputContent(content: string | readonly unknown[], path: string): InputPart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return content.map((part, at) => parseInputPart(part, `${path}[${at}]`));
}

/** What a model said in one message. */
export function parseOutputContent(
  content: string | readonly unknown[],
  path: string,
): (TextPart | RefusalPart | Extract<InputPart, { type: 'unknown' }>)[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return content.map((value, at) => {
    const place = `${path}[${at}]`;
    const { type } = check(typedSchema, value, place);
    const fields = value as JsonObject;
    switch (type) {
      // Clients that know one word for texts use it for answers too.
      case 'output_text':
      case 'input_text':
        return parseText(fields, place);
      case 'refusal':
        return parseRefusal(fields, place);
      default:
        return { type: 'unknown', wire, value: fields };
    }
  });
}

function parseInputPart(value: unknown, path: string): InputPart {
  const { type } = check(typedSchema, value, path);
  const fields = value as JsonObject;
  switch (type) {
    case 'input_text':
      return parseText(fields, path);
    case 'input_image':
      return parseImage(fields, path);
    case 'input_file':
      return parseFile(fields, path);
    case 'input_audio': {
      const { input_audio: audio } = check(partSchemas.input_audio, value, path);
      const inside = under('input_audio', leftover(audio, audioKeys));
      const rest = joined(leftover(fields, audioPartKeys), inside);
      return withExtra({ type: 'audio', format: audio.format, data: audio.data }, rest);
    }
    case 'refusal':
      return parseRefusal(fields, path);
    default:
      return { type: 'unknown', wire, value: fields };
  }
}

const textKeys = new Set(['type', 'text']);
const refusalKeys = new Set(['type', 'refusal']);
const imageKeys = new Set(['type', 'image_url', 'detail']);
const fileKeys = new Set(['type', 'file_id', 'file_data', 'filename']);
const audioPartKeys = new Set(['type', 'input_audio']);
const audioKeys = new Set(['data', 'format']);

function parseText(fields: JsonObject, path: string): TextPart {
  const { text } = check(partSchemas.text, fields, path);
  return withExtra<TextPart>({ type: 'text', text }, leftover(fields, textKeys));
}

function parseRefusal(fields: JsonObject, path: string): RefusalPart {
  const { refusal } = check(partSchemas.refusal, fields, path);
  return withExtra<RefusalPart>({ type: 'refusal', text: refusal }, leftover(fields, refusalKeys));
}

function parseImage(fields: JsonObject, path: string): InputPart {
  const { image_url: url, file_id: file, detail } = check(partSchemas.input_image, fields, path);
  // An image that lies at the vendor under an id is known to nobody else.
  if (typeof file === 'string') return { type: 'unknown', wire, value: fields };
  if (typeof url !== 'string') throw invalid(path, 'expected either image_url or file_id');
  const part: Writable<ImagePart> = { type: 'image', source: imageSource(url) };
  // `auto` is what happens when nobody says.
  if (typeof detail === 'string' && detail !== 'auto') part.detail = detail;
  return withExtra(part, withoutNulls(leftover(fields, imageKeys)));
}

function parseFile(fields: JsonObject, path: string): InputPart {
  const {
    file_id: id,
    file_data: data,
    file_url: url,
    filename,
  } = check(partSchemas.input_file, fields, path);
  const sources = [id, data, url].filter((source) => typeof source === 'string');
  if (sources.length !== 1) throw invalid(path, 'expected one of file_data, file_id and file_url');
  // Nobody here fetches what lies at an address, and no other wire has a word for it.
  if (typeof url === 'string') return { type: 'unknown', wire, value: fields };
  const part: Writable<FilePart> = {
    type: 'file',
    source: typeof id === 'string' ? { type: 'id', id, at: 'openai' } : fileSource(data ?? ''),
  };
  if (typeof filename === 'string') part.name = filename;
  return withExtra(part, withoutNulls(leftover(fields, fileKeys)));
}

function withExtra<P extends Exclude<InputPart, { type: 'unknown' }>>(part: P, rest: Fields | undefined): P {
  const extra = extraOf(wire, rest);
  return extra ? { ...part, extra } : part;
}

const dataUrl = /^data:([^,]*);base64,/;
/** What stands before the data in a data URL; media types with parameters stay far below. */
const maximumDataUrlHead = 256;

function imageSource(url: string): ImagePart['source'] {
  const match = dataUrl.exec(url.slice(0, maximumDataUrlHead));
  if (!match) return { type: 'url', url };
  return { type: 'base64', mediaType: match[1] ?? '', data: url.slice(match[0].length) };
}

function fileSource(data: string): FilePart['source'] {
  const match = dataUrl.exec(data.slice(0, maximumDataUrlHead));
  if (!match) return { type: 'base64', data };
  return { type: 'base64', mediaType: match[1] ?? '', data: data.slice(match[0].length) };
}

import type { JsonObject } from '#base';
import type { Extra } from '#call';
import { type Fields, isObject, textOf } from './own-fields.ts';

/**
 * What Gemini signed of a call of a tool, where Google's own service in OpenAI's words puts it. Clients that know it there send it
 * back with the call, and then the model finds its thread of thought again.
 */
export function writeSignature(extra: Extra | undefined): Fields {
  const signature = extra?.wire === 'gemini' ? textOf(extra.fields['thoughtSignature']) : '';
  return signature === '' ? {} : { extra_content: { google: { thought_signature: signature } } };
}

/** The signature among the fields beside a call; undefined where there is none. */
export function readSignature({ extra_content: extra }: JsonObject): string | undefined {
  const google = isObject(extra) ? extra['google'] : undefined;
  const signature = isObject(google) ? textOf(google['thought_signature']) : '';
  return signature === '' ? undefined : signature;
}

/** Whether such a field holds a signature and nothing else. */
export function isSignature(fields: JsonObject): boolean {
  const signature = readSignature(fields);
  if (signature === undefined) return false;
  const whole = writeSignature({ wire: 'gemini', fields: { thoughtSignature: signature } });
  return JSON.stringify(fields['extra_content']) === JSON.stringify(whole['extra_content']);
}

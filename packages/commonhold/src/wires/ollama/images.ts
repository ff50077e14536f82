import type { ImagePart, InputPart } from '#call';
import { wire } from './wire-name.ts';

/** How the bytes of pictures begin, in base64. This wire does not say of what kind a picture is, and all others want to know. */
const beginnings: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['Qk', 'image/bmp'],
];

/** A picture of a kind that we do not know is one that only this wire can carry. */
export function parseImage(data: string): ImagePart | Extract<InputPart, { type: 'unknown' }> {
  const mediaType = kindOf(data);
  if (mediaType === undefined) return { type: 'unknown', wire, value: { image: data } };
  return { type: 'image', source: { type: 'base64', mediaType, data } };
}

/** `RIFF`, four bytes of length, `WEBP`: the last begins in the middle of a group of three. */
function kindOf(data: string): string | undefined {
  if (
    data.startsWith('UklGR') &&
    Buffer.from(data.slice(0, 16), 'base64').toString('latin1', 8, 12) === 'WEBP'
  )
    return 'image/webp';
  return beginnings.find(([beginning]) => data.startsWith(beginning))?.[1];
}

import type { Json } from '#base';

/** Every string of a JSON value, names of fields too, wherever it stands and whatever the field is for. */
export function eachString(value: Json, see: (text: string) => void): void {
  if (typeof value === 'string') see(value);
  else if (Array.isArray(value)) for (const item of value) eachString(item, see);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      see(name);
      eachString(inner, see);
    }
  }
}

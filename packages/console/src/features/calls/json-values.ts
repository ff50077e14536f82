/** JSON of strangers, looked at without believing anything about it. */
export interface JsonFields {
  readonly [name: string]: unknown;
}

export function isFields(value: unknown): value is JsonFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A field of an object, when both are there. */
export function at(value: unknown, name: string): unknown {
  return isFields(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

export function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? '';
}

export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The bytes are shown as they are instead; that is the answer for text that is not JSON.
    return undefined;
  }
}

export const wire = 'gemini' as const;

/** For building values of the neutral model field by field. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };

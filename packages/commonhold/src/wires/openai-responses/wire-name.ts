/** The name under which this wire keeps what only it knows. */
export const wire = 'openai-responses' as const;

/** A type while its value is being built. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };

import { fileURLToPath } from 'node:url';

/** Made up and faithful: one file of each form that is read. */
export const fixtureNames = [
  'calls.jsonl',
  'chatgpt-streamed.zip',
  'chatgpt.json',
  'chatgpt.zip',
  'claude-code.jsonl',
  'claude.json',
  'codex.jsonl',
  'langfuse.csv',
  'langfuse.json',
  'litellm.json',
] as const;

export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
}

/** The bytes in pieces of these sizes, over and over; in one piece without any. */
export async function* pieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** What becomes of a tool while the node does not answer. */
export type WhenSilent = 'closed' | 'open';

export interface HookedNode {
  readonly url: string;
  readonly key: string;
  readonly whenSilent: WhenSilent;
}

const file = z.strictObject({
  url: z.url(),
  key: z.string().min(1),
  whenSilent: z.enum(['closed', 'open']).default('closed'),
});

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a hook finds the node: in the file that `connect` wrote for its agent, or in variables that the agent hands on. */
export async function hookedNode(environment: Environment, path: string | undefined): Promise<HookedNode> {
  if (path !== undefined) {
    const found = file.safeParse(JSON.parse(await readFile(path, 'utf8')));
    if (found.success) return found.data;
    const field = found.error.issues[0]?.path.join('.') ?? '';
    throw new Error(`${path} is not what "commonhold connect APP --hooks" wrote: ${field}`);
  }
  const { COMMONHOLD_URL: url, COMMONHOLD_KEY: key } = environment;
  if (url === undefined || key === undefined) {
    throw new Error(
      'COMMONHOLD_URL and COMMONHOLD_KEY are not set; "commonhold connect APP --hooks" sets them',
    );
  }
  return { url, key, whenSilent: whenSilentIn(environment) };
}

export function whenSilentIn(environment: Environment): WhenSilent {
  return environment['COMMONHOLD_HOOK_WHEN_SILENT'] === 'open' ? 'open' : 'closed';
}

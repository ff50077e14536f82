import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { CommonholdError, describe } from '#base';
import { type Configuration, configuration } from './configuration.ts';

/** A file of people's making is small; a larger one is a mistake. */
const configurationBytesMax = 4 * 1024 * 1024;

/** Reads commonhold.yaml. A file that is not there is an empty one. Throws `config_invalid` and names the place. */
export async function loadConfiguration(file: string): Promise<Configuration> {
  let text = '';
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) {
      throw new CommonholdError('config_invalid', { file, detail: describe(thrown) }, { cause: thrown });
    }
  }
  if (text.length > configurationBytesMax) {
    throw new CommonholdError('config_invalid', { file, detail: `it is larger than ${configurationBytesMax} bytes` });
  }
  return parseConfiguration(text, file);
}

export function parseConfiguration(text: string, file: string): Configuration {
  const document = parseDocument(text, { uniqueKeys: true, prettyErrors: true });
  const error = document.errors[0];
  if (error) throw new CommonholdError('config_invalid', { file, detail: describe(error) });
  const parsed = configuration.safeParse(document.toJS({ maxAliasCount: 100 }) ?? {});
  if (!parsed.success) {
    throw new CommonholdError('config_invalid', { file, detail: issuesOf(parsed.error) });
  }
  return parsed.data;
}

function issuesOf(error: z.ZodError): string {
  return error.issues
    .map((issue) => `${issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''}${issue.message}`)
    .join('; ');
}

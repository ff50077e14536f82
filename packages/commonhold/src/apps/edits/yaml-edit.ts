import { isSeq, parseDocument } from 'yaml';
import type { Json } from '#base';
import { unfit } from './unfit.ts';

/** Adds an item to a list in a YAML file, comments and order kept. Whatever else the writing changes is in the diff. */
export function addToYamlList(text: string, path: readonly string[], item: Json, file: string): string {
  const document = parseDocument(text);
  const problem = document.errors[0];
  if (problem !== undefined) throw unfit(file, `it is not YAML (${problem.message.split('\n', 1)[0] ?? ''})`);
  const list: unknown = document.getIn(path, true);
  if (list === undefined || list === null) document.setIn(path, document.createNode([item]));
  else if (isSeq(list)) document.addIn(path, document.createNode(item));
  else throw unfit(file, `${path.join('.')} is not a list`);
  return document.toString({ lineWidth: 0 });
}

import type { Rule } from '../engine.ts';
import type { CedarModule } from './load.ts';
import { isNode, walk } from './rule-form.ts';

/**
 * Which questions a rule answers. One that names no action is about calls of models alone: it was written, and is read by
 * people, as a rule about where content goes. To speak of tools a rule names `Action::"tool.call"` in its head.
 */
export interface RuleActions {
  readonly models: boolean;
  readonly tools: boolean;
}

export function actionsOf(module: CedarModule, { text }: Pick<Rule, 'text'>): RuleActions {
  // Most rules never mention it, and reading the form of thousands takes a noticeable moment.
  if (!text.includes('tool.call')) return { models: true, tools: false };
  const answer = module.policyToJson(text);
  // Every rule of a set was read before.
  if (answer.type === 'failure') throw new Error(answer.errors[0]?.message ?? 'a rule could not be read');
  const named = new Set<string>();
  walk(answer.json.action, (node) => {
    const entity = isNode(node['entity']) ? node['entity'] : node;
    if (typeof entity['id'] === 'string') named.add(entity['id']);
  });
  return { models: named.size === 0 || named.has('model.call'), tools: named.has('tool.call') };
}

import { at, isFields, listOf, pretty, textOf } from './json-values.ts';
import type { SpokenMessage, SpokenRequest } from './spoken.ts';

/** Where two wires write the same things differently. */
interface RequestForm {
  readonly messageOf: (message: unknown) => SpokenMessage;
  /** The object that has a tool's name, description and parameters. */
  readonly toolIn: (tool: unknown) => unknown;
  /** What to call a tool that has no name. */
  readonly nameless: (tool: unknown) => string;
  /** Fields beside model, messages and tools that are no settings. */
  readonly notSettings: readonly string[];
}

/** What the wires have in common of a request: model, messages, tools, and every other field as a setting. */
export function readRequest(body: unknown, form: RequestForm): SpokenRequest | undefined {
  if (!isFields(body) || !Array.isArray(body['messages'])) return undefined;
  const model = textOf(body['model']);
  const notSettings = ['model', 'messages', 'tools', ...form.notSettings];
  return {
    ...(model === undefined ? {} : { model }),
    messages: listOf(body['messages']).map(form.messageOf),
    tools: listOf(body['tools']).map((tool) => {
      const made = form.toolIn(tool);
      const description = textOf(at(made, 'description'));
      const parameters = at(made, 'parameters');
      return {
        name: textOf(at(made, 'name')) ?? form.nameless(tool),
        ...(description === undefined ? {} : { description }),
        ...(parameters === undefined ? {} : { parameters: pretty(parameters) }),
      };
    }),
    settings: Object.entries(body)
      .filter(([name]) => !notSettings.includes(name))
      .map(([name, value]) => [name, JSON.stringify(value)] as const),
  };
}

import type { Tool } from '#call';

/**
 * The one form in which tool calls are written and read here, the one of Hermes and Qwen models:
 *
 *     <tool_call>
 *     {"name": "weather", "arguments": {"city": "Lyon"}}
 *     </tool_call>
 *
 * A template that takes tools and writes this form is given them. Every other template gets the instructions below,
 * in the system message.
 */
export const toolCallOpen = '<tool_call>';
export const toolCallClose = '</tool_call>';

export function templateKnowsTools(template: string): boolean {
  return /\btools\b/.test(template) && template.includes(toolCallOpen);
}

export function toolInstructions(tools: readonly Tool[]): string {
  const signatures = tools.map((tool) =>
    JSON.stringify({ name: tool.name, description: tool.description, parameters: tool.parameters }),
  );
  return [
    'These functions can be called. Each line is the signature of one, as JSON:',
    '<tools>',
    ...signatures,
    '</tools>',
    'To call a function, write its name and its arguments as JSON between these marks:',
    toolCallOpen,
    '{"name": "the name", "arguments": {"an argument": "its value"}}',
    toolCallClose,
  ].join('\n');
}

import { CommonholdError, type Json, type JsonObject } from '#base';
import { answerPieces, type GenerateCall, type InputPart, type Message, type OutputPart } from '#call';
import { toolCallClose, toolCallOpen, toolInstructions } from './tool-format.ts';

/** How the model is told of tools: by its chat template, or by a system message that the engine writes. */
export type ToolMode = 'none' | 'template' | 'instruction';

/** A message in the words that chat templates know. */
export type TemplateMessage = JsonObject & { readonly role: string; readonly content: string };

/**
 * The call's messages for a chat template. What no text model can be shown is `not_expressible`: nothing is left out
 * on the way.
 */
export function templateMessages(
  call: GenerateCall,
  toolMode: ToolMode,
  templateWritesTools: boolean,
  destination: string,
): readonly TemplateMessage[] {
  const messages = call.messages.map((message) => templateMessage(message, templateWritesTools, destination));
  if (toolMode !== 'instruction') return messages;
  return withInstructions(messages, toolInstructions(call.tools ?? []));
}

/** The tools of a call in the words of chat templates, which are those of the OpenAI protocol. */
export function templateTools(call: GenerateCall): readonly JsonObject[] {
  return (call.tools ?? []).map((tool) => ({
    type: 'function',
    function: {
      name: tool.name,
      ...(tool.description === undefined ? {} : { description: tool.description }),
      ...(tool.parameters === undefined ? {} : { parameters: tool.parameters }),
    },
  }));
}

function templateMessage(
  message: Message,
  templateWritesTools: boolean,
  destination: string,
): TemplateMessage {
  switch (message.role) {
    case 'system':
    case 'user':
      return named(message.role, message.name, inputText(message.content, destination));
    case 'developer':
      // The role `developer` is a vendor's newer word for `system`; no open template knows it.
      return named('system', message.name, inputText(message.content, destination));
    case 'assistant':
      return assistantMessage(message.content, message.name, templateWritesTools, destination);
    case 'tool': {
      const content = inputText(message.content, destination);
      if (templateWritesTools) return { role: 'tool', tool_call_id: message.callId, content };
      return { role: 'user', content: `<tool_response>\n${content}\n</tool_response>` };
    }
  }
}

function assistantMessage(
  content: readonly OutputPart[],
  name: string | undefined,
  templateWritesTools: boolean,
  destination: string,
): TemplateMessage {
  const { texts, thoughts: reasoning, calls, unknown } = answerPieces(content);
  if (unknown.length > 0) {
    throw new CommonholdError('not_expressible', {
      feature: 'A part of a message that only another protocol knows',
      destination,
    });
  }
  const toolCalls = calls.map((call): JsonObject => ({
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: parsedArguments(call.arguments) },
  }));
  const text = texts.join('\n');
  if (!templateWritesTools && toolCalls.length > 0) {
    const written = toolCalls.map(
      (call) => `${toolCallOpen}\n${JSON.stringify(call['function'])}\n${toolCallClose}`,
    );
    return named('assistant', name, [...(text === '' ? [] : [text]), ...written].join('\n'));
  }
  return {
    ...named('assistant', name, text),
    ...(reasoning.length > 0 ? { reasoning_content: reasoning.join('\n') } : {}),
    ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
  };
}

/** The text of parts, joined by line breaks as llama.cpp's own server joins them. */
function inputText(content: readonly InputPart[], destination: string): string {
  return content
    .map((part) => {
      switch (part.type) {
        case 'text':
        case 'refusal':
          return part.text;
        case 'image':
        case 'audio':
        case 'file':
          throw new CommonholdError('not_expressible', {
            feature: { image: 'An image', audio: 'Audio', file: 'A file' }[part.type],
            destination,
          });
        case 'unknown':
          throw new CommonholdError('not_expressible', {
            feature: 'A part of a message that only another protocol knows',
            destination,
          });
      }
    })
    .join('\n');
}

/** Templates write arguments as JSON themselves and so want the value, not its text. */
function parsedArguments(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // A model may have written broken JSON; the template then shows it as the string that it is.
    return text;
  }
}

function named(role: string, name: string | undefined, content: string): TemplateMessage {
  return { role, content, ...(name === undefined ? {} : { name }) };
}

function withInstructions(
  messages: readonly TemplateMessage[],
  instructions: string,
): readonly TemplateMessage[] {
  const [first, ...rest] = messages;
  if (first?.role === 'system') {
    return [{ ...first, content: `${first.content}\n\n${instructions}` }, ...rest];
  }
  return [{ role: 'system', content: instructions }, ...messages];
}

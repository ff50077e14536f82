import type { CountCall, GenerateCall, OutputFormat, Tool, ToolChoice } from '#call';
import { addMissing, type Fields, isList, isObject } from '../own-fields.ts';
import { wire } from './wire-name.ts';

/** What a call sets, in this wire's words: a request says it, and an answer says it again. */

type Settings = GenerateCall | CountCall;

function own(call: Settings): Readonly<Fields> {
  return call.extra?.wire === wire ? call.extra.fields : {};
}

/** Undefined when there are none. */
export function writeTools(call: Settings): readonly Fields[] | undefined {
  const { tools } = own(call);
  const foreign = isList(tools) ? tools.filter(isObject).map((tool) => ({ ...tool })) : [];
  if (call.tools === undefined && foreign.length === 0) return undefined;
  return [...(call.tools ?? []).map(writeTool), ...foreign];
}

function writeTool(tool: Tool): Fields {
  const fields: Fields = { type: 'function', name: tool.name };
  if (tool.description !== undefined) fields['description'] = tool.description;
  fields['parameters'] = tool.parameters ?? null;
  // This wire is strict where nobody says; the others, from which such a tool comes, are not.
  fields['strict'] = tool.strict ?? false;
  if (tool.extra?.wire === wire) addMissing(fields, tool.extra.fields);
  return fields;
}

export function writeToolChoice(call: Settings): string | Fields | undefined {
  const { tool_choice: kept } = own(call);
  const { toolChoice } = call;
  if (toolChoice === undefined) return isObject(kept) ? { ...kept } : undefined;
  const choice = choiceOf(toolChoice);
  if (typeof choice !== 'string' && isObject(kept)) addMissing(choice, kept);
  return choice;
}

function choiceOf(choice: ToolChoice): string | Fields {
  return choice.type === 'tool' ? { type: 'function', name: choice.name } : choice.type;
}

export function writeText(call: Settings): Fields | undefined {
  const { text, format: kept } = own(call);
  const fields: Fields = isObject(text) ? { ...text } : {};
  const format = call.output && formatOf(call.output);
  if (format && isObject(kept)) addMissing(format, kept);
  if (format) fields['format'] = format;
  else if (isObject(kept)) fields['format'] = kept;
  return Object.keys(fields).length > 0 ? fields : undefined;
}

function formatOf(output: OutputFormat): Fields {
  switch (output.type) {
    case 'text':
      return { type: 'text' };
    case 'json':
      return { type: 'json_object' };
    case 'json-schema': {
      const fields: Fields = { type: 'json_schema', name: output.name, schema: output.schema };
      if (output.description !== undefined) fields['description'] = output.description;
      if (output.strict !== undefined) fields['strict'] = output.strict;
      return fields;
    }
  }
}

export function writeReasoning(call: Settings): Fields | undefined {
  const { reasoning } = own(call);
  const fields: Fields = isObject(reasoning) ? { ...reasoning } : {};
  if (call.reasoning?.effort !== undefined) fields['effort'] = call.reasoning.effort;
  return Object.keys(fields).length > 0 ? fields : undefined;
}

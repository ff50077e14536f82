import type { Json, JsonObject } from '#base';
import type { Tool, ToolChoice } from '#call';
import { check } from '../check-request.ts';
import { declaredTool } from '../declared-tool.ts';
import { extraOf, type Fields, isObject, leftover } from '../own-fields.ts';
import { jsonSchemaOf } from './open-api-schema.ts';
import { listOf } from './parse-content.ts';
import {
  callingNames,
  callingSchema,
  declarationNames,
  declarationSchema,
  toolConfigNames,
  toolNames,
  toolSchema,
} from './request-schema.ts';
import { inCamelCase } from './spelling.ts';
import { wire } from './wire-name.ts';

const declarationsKey = new Set(['functionDeclarations']);

/** Functions are tools of the caller. Everything else in the list runs at Google's and is kept whole. */
export function parseTools(value: Json): { readonly tools: Tool[]; readonly theirs: Fields[] } {
  const tools: Tool[] = [];
  const theirs: Fields[] = [];
  for (const [at, entry] of listOf(value).entries()) {
    const path = `tools[${at}]`;
    if (!isObject(entry)) check(toolSchema, entry, path);
    const tool = inCamelCase(entry as JsonObject, toolNames, path);
    check(toolSchema, tool, path);
    for (const [number, declaration] of listOf(tool['functionDeclarations']).entries()) {
      tools.push(parseDeclaration(declaration, `${path}.functionDeclarations[${number}]`));
    }
    const rest = leftover(tool, declarationsKey);
    if (rest) theirs.push(rest);
  }
  return { tools, theirs };
}

const declarationKeys = new Set(['name', 'description', 'parameters', 'parametersJsonSchema']);

function parseDeclaration(value: Json, path: string): Tool {
  if (!isObject(value)) check(declarationSchema, value, path);
  const declaration = inCamelCase(value as JsonObject, declarationNames, path);
  const { name, description } = check(declarationSchema, declaration, path);
  const extra = extraOf(wire, leftover(declaration, declarationKeys));
  return declaredTool({ name, description }, schemaOf(declaration, path), extra);
}

/** JSON Schema as it is, or what Google's own words for schemas say in it. */
function schemaOf(
  { parameters, parametersJsonSchema: plain }: JsonObject,
  path: string,
): JsonObject | undefined {
  if (isObject(plain)) return plain;
  return isObject(parameters) ? jsonSchemaOf(parameters, `${path}.parameters`) : undefined;
}

const configKeys = new Set(['functionCallingConfig']);
const callingKeys = new Set(['mode', 'allowedFunctionNames']);

/** What is kept stands in `rest` under its place in the request, so that a warning can name it. */
export function parseToolConfig(value: JsonObject, rest: Fields): ToolChoice | undefined {
  const config = inCamelCase(value, toolConfigNames, 'toolConfig');
  for (const [key, kept] of Object.entries(leftover(config, configKeys) ?? {}))
    rest[`toolConfig.${key}`] = kept;
  const { functionCallingConfig: inner } = config;
  if (inner === undefined || inner === null) return undefined;
  const path = 'toolConfig.functionCallingConfig';
  if (!isObject(inner)) check(callingSchema, inner, path);
  const calling = inCamelCase(inner as JsonObject, callingNames, path);
  const { mode, allowedFunctionNames: allowed } = check(callingSchema, calling, path);
  for (const [key, kept] of Object.entries(leftover(calling, callingKeys) ?? {}))
    rest[`${path}.${key}`] = kept;
  const names = allowed ?? [];
  const [only] = names;
  if (mode === 'ANY' && names.length === 1 && only !== undefined) return { type: 'tool', name: only };
  if (names.length > 0) rest[`${path}.allowedFunctionNames`] = [...names];
  switch (mode) {
    case 'AUTO':
      return { type: 'auto' };
    case 'ANY':
      return { type: 'required' };
    case 'NONE':
      return { type: 'none' };
    case null:
    case undefined:
    case 'MODE_UNSPECIFIED':
      return undefined;
    default:
      // A mode of its own, such as VALIDATED, which asks for more than "auto" does.
      rest[`${path}.mode`] = mode;
      return undefined;
  }
}

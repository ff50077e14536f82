import type { Json, JsonObject } from '#base';
import { type Fields, isList, isObject, setOwn } from '../own-fields.ts';
import { inCamelCase, spellings } from './spelling.ts';

/**
 * Google's own `Schema`, which follows OpenAPI 3.0 with types in upper case, as JSON Schema. Everything that it can say has a
 * word there: `nullable` is one more type, `example` one of `examples`, counts that came as texts are numbers, and
 * `format: enum` beside an `enum` says nothing. The reverse is not needed, because Google takes JSON Schema as well.
 */
const names = spellings(
  'anyOf',
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'minProperties',
  'maxProperties',
  'propertyOrdering',
  'prefixItems',
  'additionalProperties',
);
const counts = new Set(['minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties']);

export function jsonSchemaOf(openApi: JsonObject, path: string): JsonObject {
  const source = inCamelCase(openApi, names, path);
  const schema: Fields = {};
  for (const key of Object.keys(source)) {
    const value = source[key] ?? null;
    if (value === null && key !== 'default') continue;
    writeKeyword(key, value, source, schema, path);
  }
  if (source['nullable'] === true) allowNull(schema);
  return schema;
}

function writeKeyword(key: string, value: Json, source: JsonObject, schema: Fields, path: string): void {
  switch (key) {
    case 'type': {
      const type = typeOf(value);
      if (type !== undefined) schema['type'] = type;
      return;
    }
    case 'nullable':
      return;
    case 'format':
      if (value !== 'enum' || source['enum'] === undefined) schema['format'] = value;
      return;
    case 'example':
      schema['examples'] = [value];
      return;
    case 'properties':
      schema['properties'] = eachOf(value, `${path}.properties`);
      return;
    case 'defs':
      schema['$defs'] = eachOf(value, `${path}.defs`);
      return;
    case 'ref':
      schema['$ref'] = typeof value === 'string' ? value.replace(/^#\/defs\//, '#/$defs/') : value;
      return;
    case 'items':
    case 'additionalProperties':
      schema[key] = inner(value, `${path}.${key}`);
      return;
    case 'anyOf':
    case 'prefixItems':
      schema[key] = isList(value) ? value.map((one, at) => inner(one, `${path}.${key}[${at}]`)) : value;
      return;
    default:
      setOwn(schema, key, counts.has(key) && isCount(value) ? Number(value) : value);
  }
}

function inner(value: Json, path: string): Json {
  return isObject(value) ? jsonSchemaOf(value, path) : value;
}

function eachOf(value: Json, path: string): Json {
  if (!isObject(value)) return value;
  const schemas: Fields = {};
  for (const key of Object.keys(value)) setOwn(schemas, key, inner(value[key] ?? null, `${path}.${key}`));
  return schemas;
}

function typeOf(value: Json): Json | undefined {
  if (typeof value !== 'string') return value;
  return value === 'TYPE_UNSPECIFIED' ? undefined : value.toLowerCase();
}

function isCount(value: Json): boolean {
  return typeof value === 'string' && /^\d{1,15}$/.test(value);
}

function allowNull(schema: Fields): void {
  const { type, enum: values, anyOf } = schema;
  if (typeof type === 'string') schema['type'] = [type, 'null'];
  if (isList(values) && !values.includes(null)) schema['enum'] = [...values, null];
  if (isList(anyOf) && type === undefined) schema['anyOf'] = [...anyOf, { type: 'null' }];
}

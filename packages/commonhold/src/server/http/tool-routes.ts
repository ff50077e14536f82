import type { IncomingMessage } from 'node:http';
import type { Hono } from 'hono';
import { z } from 'zod';
import { CommonholdError, type Json, parseStrictJson } from '#base';
import { type Gate, type Held, ToolUses } from '#gate';
import { type ApiEnvironment, apiRoutes } from '../api/index.ts';
import { readRequestBody } from './request-body.ts';

/** A use of a tool carries what it reads or writes: a file, the output of a build. */
const toolBytesMax = 16 * 1024 * 1024;

const name = z.string().min(1).max(200);
const json = z.custom<Json>((value) => value !== undefined, 'is missing');
const before = z.strictObject({ tool: name, input: json, use: name, run: name.optional() });
const after = z.strictObject({ use: name, failed: z.boolean(), output: json });

/** What hooks of agents tell: a use of a tool before it, and what came of it. Keys of whoever may make calls. */
export function toolRoutes(gate: Gate): Hono<ApiEnvironment> {
  const uses = new ToolUses(gate);
  return apiRoutes()
    .post('/before', async (request) => {
      using held = gate.limits.hold();
      const { run, ...use } = await read(before, request.env.incoming, held);
      const signal = request.req.raw.signal;
      return request.json(await uses.before(request.get('principal'), { ...use, run }, signal));
    })
    .post('/after', async (request) => {
      using held = gate.limits.hold();
      const outcome = await read(after, request.env.incoming, held);
      const signal = request.req.raw.signal;
      return request.json({ known: await uses.after(request.get('principal'), outcome, signal) });
    });
}

async function read<Value>(schema: z.ZodType<Value>, request: IncomingMessage, held: Held): Promise<Value> {
  const bytes = await readRequestBody(request, toolBytesMax, (more) => held.take(more));
  const parsed = schema.safeParse(parseStrictJson(bytes).value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new CommonholdError('request_invalid', {
    detail: `${field}: ${issue?.message ?? 'not valid'}`,
    field,
  });
}

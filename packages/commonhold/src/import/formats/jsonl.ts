import { z } from 'zod';
import { asObject, nameOf, parseObject, reported, vendorOf } from '../fields.ts';
import {
  BrokenElement,
  type Element,
  type FormatParser,
  type ImportedCall,
  missingParts,
} from '../imported-call.ts';
import { rawMembers } from '../raw-json.ts';
import { callOfRow } from './row-call.ts';

/** One line of our own form: a call in the words of a wire. Strict about what is ours; the bodies are the wire's. */
const line = z.strictObject({
  /** Without one, a call has no name by which it would be found again in another file. */
  id: z.string().min(1).max(200),
  wire: z.enum(['openai-chat', 'openai-responses', 'anthropic-messages', 'ollama']).default('openai-chat'),
  operation: z.enum(['generate', 'embed']).default('generate'),
  time: z.union([z.string(), z.number()]).optional(),
  end: z.union([z.string(), z.number()]).optional(),
  /** Absent: what the request says. */
  model: z.string().optional(),
  vendor: z.string().optional(),
  request: z.record(z.string(), z.json()),
  reply: z.record(z.string(), z.json()).optional(),
  status: z.enum(['completed', 'failed', 'aborted']).default('completed'),
  inputTokens: z.int().nonnegative().optional(),
  outputTokens: z.int().nonnegative().optional(),
  /** US dollars. */
  cost: z.union([z.string(), z.number()]).optional(),
  run: z.string().optional(),
  parent: z.string().optional(),
  /** What these lines lack of the calls. */
  partial: z.array(z.enum(missingParts)).default([]),
});

/** Our own form, one call a line: `docs/formats/import.md`. */
export class JsonlParser implements FormatParser {
  *push({ text }: Element): Generator<ImportedCall> {
    const parsed = line.safeParse(parseObject(text));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      // Names of fields are ours or unknown ones; neither is content.
      throw new BrokenElement(
        `${issue?.path.join('.') || 'the line'}: ${issue?.code === 'unrecognized_keys' ? 'a field that is not known' : 'missing or not of its form'}`,
      );
    }
    const call = parsed.data;
    const members = rawMembers(text);
    const usage = asObject(call.reply?.['usage']);
    const input = call.inputTokens ?? tokens(usage?.['prompt_tokens'] ?? usage?.['input_tokens']);
    const output = call.outputTokens ?? tokens(usage?.['completion_tokens'] ?? usage?.['output_tokens']);
    yield callOfRow({
      source: `jsonl:${call.id}`,
      wire: call.wire,
      operation: call.operation,
      models: [call.model, call.request['model'], call.reply?.['model']],
      vendor: (model) => vendorOf(nameOf(call.vendor), model),
      begun: call.time,
      ended: call.end,
      request: () => members.get('request') ?? '{}',
      reply: call.reply === undefined ? undefined : members.get('reply'),
      status: call.status,
      usage: reported(input, output, undefined, undefined, undefined),
      cost: call.cost,
      run: call.run,
      parent: call.parent === undefined ? undefined : `jsonl:${call.parent}`,
      lacks: Object.fromEntries(call.partial.map((part) => [part, true])),
    });
  }

  *end(): Generator<ImportedCall> {
    // Every line is whole by itself.
  }

  unanswered(): number {
    return 0;
  }
}

function tokens(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

import type { Json } from '#base';
import { type GenerateCall, type Message, type Principal, toolTexts } from '#call';
import { combineLabels } from '#labels';
import { type CarriedLabels, carriedLabels } from '../labelling/carried-labels.ts';
import type { Gate } from '../gate.ts';
import { inLabellingTime } from '../labelling/labelling-time.ts';

/** One use of a tool, as far as labels go by it. */
export interface LabelledUse {
  readonly principal: Principal;
  readonly run: string | undefined;
  readonly tool: string;
  readonly input: Json;
  /** What came of it, where that is what carries labels. */
  readonly result?: { readonly output: Json; readonly before: readonly string[] };
}

/**
 * What a use carries whatever is found in it: labels of its key and of its run, those that the owner gives to what goes into
 * this tool or comes out of it, and those of texts that came with labels before. Throws `segments_too_many`.
 */
export function carriedByUse(gate: Gate, use: LabelledUse, signal: AbortSignal): Promise<CarriedLabels> {
  const { principal, run, tool, input, result } = use;
  const content = [result === undefined ? input : result.output];
  const call = asCall(tool, input, result?.output);
  const parent = result?.before ?? [];
  return carriedLabels(gate, { principal, header: undefined, run, parent, call, content }, signal);
}

/** What is found in what a tool is given, or brings. Throws `labelling_timeout`, and what a detector beside the node throws. */
export async function foundInUse(
  gate: Gate,
  { tool, input, result }: LabelledUse,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<{ readonly labels: readonly string[]; readonly found: Readonly<Record<string, number>> }> {
  const { classifier } = gate.configuration;
  if (classifier === undefined) return { labels: [], found: {} };
  const { labellingMs } = gate.limits.options;
  const value = result === undefined ? input : result.output;
  return inLabellingTime(bytes, labellingMs, signal, async (within) => {
    // What it is given leaves the agent, as a question does; what it brings comes in, as an answer does.
    const side = result === undefined ? 'questions' : 'answers';
    const { labels, found } = await classifier.classify(value, within, undefined, bytes, side);
    if (result === undefined) return { labels, found };
    // Detectors that look at nothing else look at this: what a tool brings may be meant for the model.
    const texts = (): Iterable<string> => textsOfResult(asCall(tool, input, result.output));
    const ofTools = await classifier.classifyToolResults(texts, within);
    return { labels: combineLabels(labels, ofTools.labels), found: { ...found, ...ofTools.found } };
  });
}

/** The same use as it stands in a request that has it behind it, so that one reader of tools serves both. */
function asCall(tool: string, input: Json, output: Json | undefined): GenerateCall {
  const id = 'use';
  const asked: Message = {
    role: 'assistant',
    content: [{ type: 'tool-call', id, name: tool, arguments: JSON.stringify(input) }],
  };
  const brought: readonly Message[] =
    output === undefined
      ? []
      : [{ role: 'tool', callId: id, content: [{ type: 'unknown', wire: 'native', value: output }] }];
  return { operation: 'generate', model: tool, messages: [asked, ...brought], sampling: {}, stream: false };
}

function* textsOfResult(call: GenerateCall): Generator<string> {
  for (const { kind, texts } of toolTexts(call)) if (kind === 'result') yield* texts;
}

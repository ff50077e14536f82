import type { Json } from '#base';
import type { CountCall, GenerateCall, OutputFormat } from '#call';
import type { Fields } from '../own-fields.ts';
import type { Warning } from '../wire.ts';
import { levels } from './parse-config.ts';
import { unobservedKeywords } from './schema-keywords.ts';
import { wire } from './wire-name.ts';

/** `generationConfig` of a call; empty where it asks for nothing. */
export function serializeConfig(call: GenerateCall | CountCall, model: string, warnings: Warning[]): Fields {
  const { sampling, output, logprobs, reasoning } = call;
  const config: Fields = {};
  const put = (name: string, value: Json | undefined): void => {
    if (value !== undefined) config[name] = value;
  };
  put('temperature', sampling.temperature);
  put('topP', sampling.topP);
  put('topK', sampling.topK);
  put('seed', sampling.seed);
  put('presencePenalty', sampling.presencePenalty);
  put('frequencyPenalty', sampling.frequencyPenalty);
  put('stopSequences', call.stop);
  put('maxOutputTokens', call.maxOutputTokens);
  put('candidateCount', call.choices);
  if (logprobs) {
    config['responseLogprobs'] = true;
    config['logprobs'] = logprobs.alternatives;
  }
  if (output) Object.assign(config, formatOf(output, warnings));
  const thinking =
    reasoning?.effort === undefined ? undefined : thinkingOf(reasoning.effort, model, warnings);
  if (thinking) config['thinkingConfig'] = thinking;
  warnOfUnheard(call, warnings);
  return config;
}

function formatOf(format: OutputFormat, warnings: Warning[]): Fields {
  switch (format.type) {
    case 'text':
      return { responseMimeType: 'text/plain' };
    case 'json':
      return { responseMimeType: 'application/json' };
    case 'json-schema': {
      warnOfKeywords(unobservedKeywords(format.schema), 'the answer', warnings);
      if (format.description !== undefined) {
        const detail = 'A description beside the schema has no place on this wire; one within it has.';
        warnings.push({ feature: 'description of the schema', detail });
      }
      return { responseMimeType: 'application/json', responseJsonSchema: format.schema };
    }
  }
}

export function warnOfKeywords(keywords: ReadonlySet<string>, of: string, warnings: Warning[]): void {
  if (keywords.size === 0) return;
  warnings.push({
    feature: `schema of ${of}`,
    detail: `Google does not name these keywords among those that it observes: ${[...keywords].sort().join(', ')}.`,
  });
}

/** What Google itself makes of OpenAI's words for models that have a budget of tokens and no levels. */
const budgets: ReadonlyMap<string, number> = new Map([
  ['minimal', 1024],
  ['low', 1024],
  ['medium', 8192],
  ['high', 24_576],
]);

function thinkingOf(effort: string, model: string, warnings: Warning[]): Fields | undefined {
  if (effort === 'none') return { thinkingBudget: 0 };
  const budget = budgets.get(effort);
  if (budget === undefined) {
    const detail = `This wire has no word for the effort ${JSON.stringify(effort)}; the model's own holds.`;
    warnings.push({ feature: 'reasoning effort', detail });
    return undefined;
  }
  if (/(^|\/)gemini-2\.5/.test(model)) {
    const detail = `${model} knows a budget instead of an effort; ${budget} tokens were asked for, as Google does.`;
    warnings.push({ feature: 'reasoning effort', detail });
    return { thinkingBudget: budget };
  }
  for (const [level, word] of levels) if (word === effort) return { thinkingLevel: level };
  return undefined;
}

function warnOfUnheard(
  { sampling, parallelToolCalls, metadata }: GenerateCall | CountCall,
  warnings: Warning[],
): void {
  const { minP, repeatPenalty, logitBias } = sampling;
  const unheard = {
    min_p: minP,
    repeat_penalty: repeatPenalty,
    logit_bias: logitBias,
    metadata,
    // Several calls at once are what this wire does anyway.
    parallel_tool_calls: parallelToolCalls === false ? false : undefined,
  };
  for (const [feature, value] of Object.entries(unheard)) {
    if (value === undefined) continue;
    warnings.push({ feature, detail: `The field ${feature} has no counterpart on the wire ${wire}.` });
  }
}

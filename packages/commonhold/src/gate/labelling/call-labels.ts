import { type Json, parseStrictJson } from '#base';
import { type Call, toolTexts } from '#call';
import { type Classified, type Classifier, combineLabels } from '#labels';
import type { Prepared } from '../sending/prepare.ts';

/**
 * The labels of what one call would send: what was declared, and what is found in the very bytes. Bytes are looked
 * through once: all candidates on the client's wire get the client's own bytes, which were parsed already; the only value
 * that differs there is the model's name, and that is the configuration's.
 */
export class CallLabels {
  readonly #classifier: Classifier | undefined;
  readonly #content: Json;
  readonly #call: Call;
  #ofContent: Classified | undefined;
  #ofToolResults: Classified | undefined;

  constructor(classifier: Classifier | undefined, content: Json, call: Call) {
    this.#classifier = classifier;
    this.#content = content;
    this.#call = call;
  }

  async of(
    { untouched, body, pseudonyms }: Prepared,
    declared: readonly string[],
    signal: AbortSignal,
  ): Promise<Classified> {
    const classifier = this.#classifier;
    if (classifier === undefined) return { labels: declared, found: {} };
    const { labels, found } = untouched
      ? (this.#ofContent ??= await classifier.classify(this.#content, signal, undefined, body))
      : await classifier.classify(parseStrictJson(body).value, signal, pseudonyms, body);
    // Whatever stands in place of a value, what a tool has brought remains what it brought.
    const ofTools = (this.#ofToolResults ??= await classifier.classifyToolResults(
      () => toolResultsOf(this.#call),
      signal,
    ));
    return { labels: combineLabels(declared, labels, ofTools.labels), found: { ...found, ...ofTools.found } };
  }
}

function* toolResultsOf(call: Call): Generator<string> {
  if (call.operation === 'embed') return;
  for (const { kind, texts } of toolTexts(call)) if (kind === 'result') yield* texts;
}

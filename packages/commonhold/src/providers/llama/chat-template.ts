import { createHash } from 'node:crypto';
import { Template } from '@huggingface/jinja';
import type { LlamaModel, Token } from 'node-llama-cpp';
import { CommonholdError, describe, type Json } from '#base';
import { answerToContinue, type GenerateCall } from '#call';
import { quoteControlText, restoreQuoted, splitAtControlText } from './control-text.ts';
import { templateMessages, templateTools, type ToolMode } from './conversation.ts';
import { templateKnowsTools } from './tool-format.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface Prompt {
  /** What the template wrote, and behind it the answer that is continued. */
  readonly text: string;
  /** The tokens up to where the answer begins. */
  readonly tokens: readonly Token[];
  /** The tokens of the answer that is continued. */
  readonly answer: readonly Token[];
  /** How the model is told of the tools of this call; `none` when there are none to tell of. */
  readonly toolMode: ToolMode;
}

/** The chat template of a loaded model: from a call to the tokens of a prompt. */
export class ChatTemplate {
  readonly source: 'gguf' | 'override';
  readonly digest: string;
  readonly text: string;
  readonly #template: Template;
  readonly #writesTools: boolean;
  readonly #model: LlamaModel;
  readonly #vocabulary: Vocabulary;

  /** Throws what the template parser throws when the text is no template. */
  constructor(text: string, source: 'gguf' | 'override', model: LlamaModel, vocabulary: Vocabulary) {
    this.source = source;
    this.digest = createHash('sha256').update(text, 'utf8').digest('hex');
    this.text = text;
    this.#template = new Template(text);
    this.#writesTools = templateKnowsTools(text);
    this.#model = model;
    this.#vocabulary = vocabulary;
  }

  /**
   * Throws `not_expressible` when the template refuses the conversation, and `prompt_too_long` when it cannot fit
   * whatever its tokens are: counting those of megabytes takes seconds, in which no other answer would move.
   */
  prompt(call: GenerateCall, contextTokens: number, destination: string): Prompt {
    if (this.text === '') {
      const feature = 'A conversation (its file has no chat template and was made for embeddings)';
      throw new CommonholdError('not_expressible', { feature, destination });
    }
    const toolMode = this.#toolMode(call);
    const effort = call.reasoning?.effort;
    if (effort !== undefined && !this.text.includes('reasoning_effort')) {
      throw new CommonholdError('not_expressible', { feature: 'A reasoning effort', destination });
    }
    // The answer to continue is not rendered but put behind the opening of an answer: templates trim and rewrite what
    // earlier answers said, and nothing of this one may change.
    const begun = answerToContinue(call, destination);
    const asked = begun === undefined ? call : { ...call, messages: call.messages.slice(0, -1) };
    const content: { messages: Json; tools: Json } = {
      messages: [...templateMessages(asked, toolMode, this.#writesTools, destination)],
      tools: toolMode === 'template' ? [...templateTools(call)] : [],
    };
    const quoted = quoteControlText(content, this.#vocabulary.controlTexts);
    const rendered = this.#render(
      {
        messages: quoted.value.messages,
        ...(toolMode === 'template' ? { tools: quoted.value.tools } : {}),
        ...(effort === undefined ? {} : { reasoning_effort: effort }),
        add_generation_prompt: true,
        bos_token: this.#model.tokens.bosString ?? '',
        eos_token: this.#model.tokens.eosString ?? '',
      },
      destination,
    );
    const tokensMin = Math.max(
      Math.ceil(Buffer.byteLength(rendered + (begun ?? ''), 'utf8') / this.#vocabulary.tokenBytesMax),
      call.continueAnswer?.tokens?.length ?? 0,
    );
    if (tokensMin > contextTokens) {
      throw new CommonholdError('prompt_too_long', {
        tokens: `at least ${tokensMin}`,
        output: call.maxOutputTokens ?? 1,
        context: contextTokens,
      });
    }
    return {
      text: restoreQuoted(rendered, quoted.standIns) + (begun ?? ''),
      tokens: this.#withStart(this.#tokenize(rendered, quoted.standIns)),
      answer: begun === undefined ? [] : this.#answerTokens(begun, call.continueAnswer?.tokens, destination),
      toolMode,
    };
  }

  /**
   * By themselves and not together with the prompt, because that is how an answer comes about: no token of a drawn
   * answer reaches into its prompt. Control tokens in it are text, like everywhere outside of the template.
   */
  #answerTokens(text: string, ids: readonly number[] | undefined, destination: string): readonly Token[] {
    const refused = (what: string): CommonholdError =>
      new CommonholdError('not_expressible', { feature: `A beginning of tokens ${what}`, destination });
    if (ids === undefined) return this.#model.tokenize(text, false);
    const { size } = this.#vocabulary;
    const tokens = ids as readonly Token[];
    for (const token of tokens) {
      if (token < size && !this.#vocabulary.describe(token).special) continue;
      throw refused(`among which ${token} is none of text`);
    }
    if (withoutHalves(this.#model.detokenize(tokens)) !== withoutHalves(text)) {
      throw refused('that spell another text than the message');
    }
    return tokens;
  }

  #toolMode(call: GenerateCall): ToolMode {
    // With `none` the tools are not shown to the model, so that it cannot try to call one.
    if ((call.tools ?? []).length === 0 || call.toolChoice?.type === 'none') return 'none';
    return this.#writesTools ? 'template' : 'instruction';
  }

  #render(values: Readonly<Record<string, Json>>, destination: string): string {
    try {
      return this.#template.render(values);
    } catch (thrown) {
      throw new CommonholdError(
        'not_expressible',
        { feature: `This conversation (its chat template says: ${describe(thrown)})`, destination },
        { cause: thrown },
      );
    }
  }

  #tokenize(rendered: string, standIns: ReadonlyMap<string, string>): Token[] {
    // The tokenizer's own splitting knows how some vocabularies strip spaces beside control tokens, so it is used
    // whenever no message quotes a control token.
    if (standIns.size === 0) return this.#model.tokenize(rendered, true);
    return splitAtControlText(rendered, this.#vocabulary.controlTexts, standIns).flatMap((piece) =>
      this.#model.tokenize(piece.text, piece.type === 'control'),
    );
  }

  /** Models that want a start token get exactly one, whether or not the template writes it. */
  #withStart(tokens: Token[]): Token[] {
    const { bos, shouldPrependBosToken } = this.#model.tokens;
    if (bos === null || !shouldPrependBosToken || tokens[0] === bos) return tokens;
    return [bos, ...tokens];
  }
}

/** Tokens may end in the middle of a character, which no text can say. */
function withoutHalves(text: string): string {
  return text.replace(/\ufffd+$/, '');
}

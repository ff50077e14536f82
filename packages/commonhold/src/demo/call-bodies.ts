import { parseStrictJson, spliceTopLevelString } from '#base';
import { collect, type GenerateCall, type Part, type Usage, type WireName } from '#call';
import { codecs } from '#wires';
import { demoModels, type DemoModelName } from './destinations.ts';
import type { PlannedCall } from './plan-calls.ts';
import { type Exchange, fillings, themes } from './themes.ts';

/** The bytes of one question and its answer at one model, as they would have gone over the wires. */
export interface CallBodies {
  readonly sent: Uint8Array;
  readonly providerWire: WireName;
  /** What the destination answered, in pieces, and what the client was given of it. */
  readonly received: readonly Uint8Array[];
  readonly replied: readonly Uint8Array[];
  readonly usage: Usage;
  readonly found: readonly string[];
}

/** Four characters of English a token: what the rest of Commonhold estimates with too. */
const charactersPerToken = 4;
/** An answer that is streamed comes in pieces of about this many characters. */
const pieceCharacters = 90;

/** Makes bodies with the codecs that a node uses, and keeps them: a million calls share some thousand. */
export class BodyMaker {
  readonly #requests = new Map<string, { readonly bytes: Uint8Array; readonly call: GenerateCall }>();
  readonly #bodies = new Map<string, CallBodies>();

  /** The request as the client sends it. */
  request(planned: PlannedCall): Uint8Array {
    return this.#request(planned).bytes;
  }

  bodies(planned: PlannedCall, name: DemoModelName): CallBodies {
    const key = `${name} ${keyOf(planned)}`;
    let bodies = this.#bodies.get(key);
    if (bodies === undefined) {
      bodies = this.#make(planned, name);
      this.#bodies.set(key, bodies);
    }
    return bodies;
  }

  #request(planned: PlannedCall): { readonly bytes: Uint8Array; readonly call: GenerateCall } {
    const key = keyOf(planned);
    let request = this.#requests.get(key);
    if (request === undefined) {
      const body = {
        model: planned.asked,
        ...(planned.stream ? { stream: true } : {}),
        messages: [
          { role: 'system', content: themes[planned.caller.theme].instructions },
          { role: 'user', content: filled(exchangeOf(planned).ask, planned.variant) },
        ],
      };
      const bytes = Buffer.from(JSON.stringify(body));
      request = { bytes, call: codecs['openai-chat'].request.parse(parseStrictJson(bytes).value) };
      this.#requests.set(key, request);
    }
    return request;
  }

  #make(planned: PlannedCall, name: DemoModelName): CallBodies {
    const { model, destination } = demoModels[name];
    const { bytes, call } = this.#request(planned);
    const exchange = exchangeOf(planned);
    const text = filled(exchange.answer, planned.variant);
    const isInside = destination.local === 'verified';
    const usage: Usage = {
      inputTokens: Math.ceil(bytes.length / charactersPerToken),
      outputTokens: Math.ceil(text.length / charactersPerToken),
      source: isInside ? 'counted' : 'reported',
    };
    const parts: Part[] = [
      { type: 'start', id: 'demonstration', model },
      ...piecesOf(text).map((piece): Part => ({ type: 'text', choice: 0, text: piece })),
      { type: 'usage', usage },
      { type: 'finish', choice: 0, reason: 'stop' },
    ];
    const context = { call: 'demonstration', model, created: 0, request: call };
    const answered = (wire: WireName): Uint8Array[] => {
      const codec = codecs[wire];
      if (!planned.stream) return [codec.reply.serialize(collect(parts), context)];
      const stream = codec.stream.serializer(context);
      return [...parts.map((part) => stream.push(part)), stream.end()].filter((piece) => piece.length > 0);
    };
    const replied = answered('openai-chat');
    return {
      sent: isInside
        ? codecs.native.request.serialize(call, model).body
        : planned.asked === model
          ? bytes
          : spliceTopLevelString(bytes, 'model', model),
      providerWire: isInside ? 'native' : 'openai-chat',
      received: isInside ? answered('native') : replied,
      replied,
      usage,
      found: exchange.found ?? [],
    };
  }
}

function keyOf({ caller, asked, exchange, variant, stream }: PlannedCall): string {
  return `${caller.theme} ${asked} ${exchange} ${variant} ${stream}`;
}

function exchangeOf({ caller, exchange }: PlannedCall): Exchange {
  const found: Exchange | undefined = themes[caller.theme].exchanges[exchange];
  if (found === undefined) throw new RangeError(`The theme has no exchange ${exchange}.`);
  return found;
}

function filled(text: string, variant: number): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const words = fillings[name];
    return words?.[variant % words.length] ?? whole;
  });
}

function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += pieceCharacters) pieces.push(text.slice(at, at + pieceCharacters));
  return pieces;
}

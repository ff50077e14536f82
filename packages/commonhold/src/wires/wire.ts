import type { ErrorCode, JsonObject } from '#base';
import type { Call, CountCall, EmbedCall, GenerateCall, Operation, Part, Reply, WireName } from '#call';

/**
 * A wire is a protocol, in both directions. The same codec faces clients (parse the request, serialise the answer)
 * and providers (serialise the request, parse the answer), so N codecs give every client wire to every provider
 * wire without translators for pairs. A codec does no I/O and keeps no state outside the parsers that it makes.
 *
 * Requests are parsed strictly: a field of this wire with a wrong type is `request_invalid` and names the field.
 * Replies are parsed leniently: what is missing is left out, what is unknown is kept.
 */
export interface Codec {
  readonly name: WireName;

  /** What stands beside the body. */
  readonly http: WireHeaders;

  /**
   * What a path below the wire's base asks for, such as `/chat/completions`; the reverse of `request.path`. Undefined for a
   * path that is no call.
   */
  target(path: string, query: URLSearchParams): RequestTarget | undefined;

  /** Calls to generate, which every wire has. */
  readonly request: RequestCodec<GenerateCall>;

  /**
   * The body of a call with this name wherever it repeats the model of the address, and every other byte as it was. Only for wires
   * that name the model in the address.
   */
  renameModel?(body: Uint8Array, model: string): Uint8Array;

  /** A whole answer, as one JSON document. */
  readonly reply: {
    /** Throws `upstream_reply_invalid` (its `destination` is filled in by the gate). */
    parse(body: Uint8Array): Part[];
    serialize(reply: Reply, context: ReplyContext): Uint8Array;
  };

  /** Calls to count the tokens of a request; absent where the wire has no words for it. */
  readonly count?: WholeCodec<CountCall>;
  /** Calls to turn texts into vectors; absent where the wire has no words for it. */
  readonly embed?: WholeCodec<EmbedCall>;

  /** For wires whose clients may name an earlier answer instead of sending what was said before it. */
  readonly chain?: ChainCodec;

  /** An answer as it comes. */
  readonly stream: {
    readonly contentType: string;
    /** For wires that have more than one form of a stream: the type of the one that this call asks for. */
    contentTypeFor?(call: GenerateCall): string;
    parser(): StreamParser;
    serializer(context: ReplyContext): StreamSerializer;
  };

  readonly error: {
    /** What an error answer of a provider says, for `upstream_refused` and the record. Never throws. */
    parse(status: number, body: Uint8Array): UpstreamFault;
    /** The body of an error answer to a client, as JSON. */
    serialize(fault: Fault): Uint8Array;
  };
}

export interface RequestCodec<C extends Call> {
  /** Where this call goes, below a provider's base URL, such as `/chat/completions`; some wires name the model in it. */
  path(call: C, model: string): string;
  /**
   * `body` is strict JSON already (no duplicate keys, valid UTF-8). `target` is what the path said, for wires that say
   * something in it. Throws `request_invalid`.
   */
  parse(body: JsonObject, target?: RequestTarget): C;
  /** The call in this wire's words for the model name `model`. Throws `not_expressible`. */
  serialize(call: C, model: string): SerializedRequest;
}

/** An operation whose answer is one document and never a stream. */
export interface WholeCodec<C extends Call> {
  readonly request: RequestCodec<C>;
  readonly reply: {
    /** Throws `upstream_reply_invalid`. */
    parse(body: Uint8Array): Part[];
    serialize(reply: Reply, context: ReplyContext<C>): Uint8Array;
  };
}

/** Requests that go on from an earlier answer. */
export interface ChainCodec {
  /** The name of that answer; undefined where a request has the whole conversation. Throws `request_invalid`. */
  previous(body: JsonObject): string | undefined;
  /** The call that a name of ours leads back to; undefined for a name that somebody else gave. */
  callOf(previous: string): string | undefined;
  /** The same request with everything that was said before, oldest first, and without the name. */
  expand(body: JsonObject, turns: readonly EarlierTurn[]): ExpandedRequest;
  /** The document of an earlier answer, as its client was told it. */
  toldAgain(turn: ToldTurn): JsonObject;
  /** What its client sent with that request, oldest first. */
  itemsSent(turn: EarlierTurn): readonly JsonObject[];
}

export interface EarlierTurn {
  /** The call's id on record. */
  readonly call: string;
  /** The name of the model that the client saw. */
  readonly model: string;
  /** Seconds since 1970. */
  readonly created: number;
  /** As its client wrote it. */
  readonly request: JsonObject;
  readonly reply: Reply;
}

/** An earlier answer that is asked for by its name. */
export interface ToldTurn extends EarlierTurn {
  /** As its client knows it. */
  readonly name: string;
  /** As its destination sent it. */
  readonly bytes: Uint8Array;
}

export interface ExpandedRequest {
  readonly body: JsonObject;
  /** For a destination of the same wire: without what it would refuse. */
  readonly sameWire: JsonObject;
  /** What that is. */
  readonly warnings: readonly Warning[];
}

/** What the address of a request says, as far as this wire says it there. */
export interface RequestTarget {
  readonly operation: Exclude<Operation, 'tool'>;
  readonly model?: string;
  readonly stream?: boolean;
  /** A form of the answer that this wire's address asks for, in the wire's own word. */
  readonly form?: string;
}

/** Headers of a wire; all names in lower case. */
export interface WireHeaders {
  /** How a destination of this wire is shown a credential that the owner stored. */
  credential(credential: string): Readonly<Record<string, string>>;
  /** Where a client of this wire shows its own credential, the first that is there. */
  readonly callerCredentials: readonly string[];
  /** Sent to every destination of this wire, unless the client's own of that name passes. */
  readonly fixed: Readonly<Record<string, string>>;
  /** What a client of this wire says in them goes on to a destination of the same wire, such as versions. */
  readonly passed: readonly string[];
  /** These too, where the client's own credential goes on: what belongs to its account. */
  readonly passedWithCredential: readonly string[];
  /** How clients of this wire are told what is left of limits by the minute; absent where it has no words for it. */
  limits?(left: LimitsLeft, now: number): Readonly<Record<string, string>>;
}

/** What a caller has left of limits by the minute; absent is what has no limit. */
export interface LimitsLeft {
  readonly requests?: LimitLeft;
  readonly tokens?: LimitLeft;
}

export interface LimitLeft {
  readonly limit: number;
  readonly remaining: number;
  /** Until nothing of it is used any more, if nothing else comes. */
  readonly resetMs: number;
}

export interface SerializedRequest {
  readonly body: Uint8Array;
  /** What the call asked for that this wire can only say in part. Never a silent drop. */
  readonly warnings: readonly Warning[];
}

export interface Warning {
  readonly feature: string;
  readonly detail: string;
}

export interface ReplyContext<C extends Call = GenerateCall> {
  /** The call's id on record. */
  readonly call: string;
  /** The model name that the client sees when the destination named none. */
  readonly model: string;
  /** Seconds since 1970. */
  readonly created: number;
  /** The request that is being answered: wires shape some answers by it (usage in streams, log-probabilities). */
  readonly request: C;
  /** The client's own name for the answer that this call goes on from, where its wire has such names. */
  readonly previous?: string;
  /** Milliseconds since the request was sent to whoever answers, for wires that tell how long an answer took. */
  readonly elapsedMs?: () => number;
}

/** Turns the bytes of a stream into parts. Chunks split anywhere, inside a UTF-8 character too. */
export interface StreamParser {
  /** Throws `upstream_reply_invalid` on bytes that are not this wire. */
  push(chunk: Uint8Array): Part[];
  /** Called once after the last chunk; throws `upstream_broke` when the wire's own end mark has not been seen. */
  end(): Part[];
}

export interface StreamSerializer {
  /** The bytes that this part becomes; empty when it becomes none (yet). */
  push(part: Part): Uint8Array;
  /** The bytes that end a complete stream. */
  end(): Uint8Array;
  /** The bytes that tell the client that the stream broke, once status 200 has been sent. */
  fail(fault: Fault): Uint8Array;
}

/** An error of ours on its way to a client. */
export interface Fault {
  readonly code: ErrorCode;
  readonly status: number;
  /** What happened and what to do, for people. */
  readonly message: string;
  /** The name of the request field at fault, if there is one. */
  readonly field?: string;
}

/** An error of a provider, as far as it could be read. */
export interface UpstreamFault {
  readonly message: string;
  /** The provider's own code or type, such as `rate_limit_exceeded`. */
  readonly kind?: string;
}

import { Pool } from 'undici';
import { type Clock, CommonholdError, describe } from '#base';
import { checkedConnector, type StandingSocket } from '../checked-connector.ts';
import { refusedAddress } from '../http.ts';
import type { ListedModel } from './listed-model.ts';
import { type ListForm, readList } from './read-list.ts';

/** One question for a list of models. It carries no content. */
export interface ModelsQuestion {
  /** The row's name. */
  readonly id: string;
  readonly address: URL;
  /** Lower-case names, the credential among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly vendor: string | undefined;
  /** The row says that the bytes stay on machines of the owner's. */
  readonly mustBePrivate: boolean;
}

/** How far a question came. */
export type ModelsAnswer =
  | {
      readonly type: 'failed';
      /** `address`: nothing was sent, because of where it led. `connection`: no answer came. `tls`: who answers could not show who it is. `answer`: something came that is no answer. */
      readonly at: 'address' | 'connection' | 'tls' | 'answer';
      readonly detail: string;
    }
  | (Answered & { readonly type: 'refused'; readonly status: number; readonly fault: ListFault })
  /** Status 200 and no list of models that could be read. */
  | (Answered & { readonly type: 'no-list' })
  | (Answered & { readonly type: 'list'; readonly form: ListForm; readonly models: readonly ListedModel[] });

interface Answered {
  /** From the question to the head of the first answer, and what of it was the making of the connection. */
  readonly waitMs: number;
  readonly connectMs: number;
  /** Until when the certificate holds; absent without TLS. */
  readonly certificateUntil?: Date;
}

interface ListFault {
  /** It says so in other words than a status: some vendors answer to a wrong credential with 400. */
  readonly isAboutCredential: boolean;
  /** The provider's own code for it. Its message may repeat a part of the credential, so it is not kept. */
  readonly kind?: string;
}

/** A provider that takes longer to say which models it has is one that a person has stopped waiting for. */
const questionMs = 20_000;
const connectMs = 10_000;
/** Some four hundred models with their descriptions are a megabyte; nobody has a hundred thousand. */
const listBytesMax = 16 * 1024 * 1024;
/** A thousand models a page where there are pages. */
const pagesMax = 20;
/** Ten times what those who resell the models of everybody have. */
const modelsMax = 10_000;

/**
 * Asks a provider which models it has. As with calls, each connection is looked at once it stands and before a byte goes over
 * it, a redirect is an answer that is not followed, and no proxy is used. It is always a new connection, so that what was
 * measured is what a first call has to wait for. Never throws, except the signal's reason.
 */
export async function askForModels(
  question: ModelsQuestion,
  clock: Pick<Clock, 'monotonic'>,
  signal: AbortSignal,
): Promise<ModelsAnswer> {
  const begun = clock.monotonic();
  let [standing, waitMs] = [begun, 0];
  let certificateUntil: Date | undefined;
  const pool = new Pool(question.address.origin, {
    connections: 1,
    pipelining: 1,
    connect: checkedConnector(
      connectMs,
      (address) => refusedAddress(address, question),
      (socket) => {
        standing = clock.monotonic();
        certificateUntil = certificateOf(socket);
      },
    ),
    headersTimeout: questionMs,
    bodyTimeout: questionMs,
  });
  const stopping = AbortSignal.any([signal, AbortSignal.timeout(questionMs)]);
  const models: ListedModel[] = [];
  try {
    let address = question.address;
    for (let page = 0; page < pagesMax; page++) {
      const answer = await pool.request({
        method: 'GET',
        path: address.pathname + address.search,
        headers: question.headers,
        signal: stopping,
      });
      if (page === 0) waitMs = clock.monotonic() - begun;
      const body = await readBody(answer.body);
      const timing = {
        waitMs,
        connectMs: standing - begun,
        ...(certificateUntil === undefined ? {} : { certificateUntil }),
      };
      if (answer.statusCode !== 200)
        return {
          type: 'refused',
          ...timing,
          status: answer.statusCode,
          fault: faultOf(body, question.headers),
        };
      const list = readList(parsed(body), question.vendor);
      if (list === undefined) return { type: 'no-list', ...timing };
      if (models.length + list.models.length > modelsMax)
        return { type: 'failed', at: 'answer', detail: `its list has more than ${modelsMax} models` };
      models.push(...list.models);
      if (list.next === undefined) return { type: 'list', ...timing, form: list.form, models };
      address = new URL(address);
      for (const [name, value] of Object.entries(list.next)) address.searchParams.set(name, value);
    }
    return { type: 'failed', at: 'answer', detail: `its list has more than ${pagesMax} pages` };
  } catch (thrown) {
    signal.throwIfAborted();
    return failureOf(thrown);
  } finally {
    await pool.destroy();
  }
}

function certificateOf(socket: StandingSocket): Date | undefined {
  if (!('getPeerCertificate' in socket)) return undefined;
  const { valid_to: until } = socket.getPeerCertificate() as { readonly valid_to?: string };
  return until === undefined ? undefined : new Date(until);
}

async function readBody(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > listBytesMax) throw new TooLong(`its answer is longer than ${listBytesMax} bytes`);
  }
  return Buffer.concat(chunks);
}

class TooLong extends Error {}

/** Undefined for what is no JSON, which is no list either. */
function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch {
    return undefined;
  }
}

/** A code is a word with underscores; anything else could be a message. */
const kindForm = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;

/** As many letters of a credential as nobody could use, and nobody writes by chance. */
const tellingLetters = 8;

/** A code can be made of what was asked with: then it is none. */
function repeats(kind: string, headers: ModelsQuestion['headers']): boolean {
  const lettersOf = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const shown = Object.values(headers).map(lettersOf);
  const letters = lettersOf(kind);
  return Array.from(letters, (_, at) => letters.slice(at, at + tellingLetters)).some(
    (some) => some.length === tellingLetters && shown.some((text) => text.includes(some)),
  );
}

function faultOf(body: Uint8Array, headers: ModelsQuestion['headers']): ListFault {
  const text = Buffer.from(body).toString('latin1');
  const document = parsed(body) as { readonly error?: unknown; readonly code?: unknown } | null | undefined;
  const error = document?.error as Readonly<Record<string, unknown>> | undefined;
  const kind = [error?.['code'], error?.['type'], error?.['status'], document?.code].find(
    (one): one is string => typeof one === 'string' && kindForm.test(one) && !repeats(one, headers),
  );
  return {
    isAboutCredential: /api[ _-]?key/i.test(text),
    ...(kind === undefined ? {} : { kind }),
  };
}

function failureOf(thrown: unknown): ModelsAnswer {
  // An address that may not be talked to: its own sentence says which, and why.
  if (thrown instanceof CommonholdError) return { type: 'failed', at: 'address', detail: thrown.message };
  if (thrown instanceof TooLong) return { type: 'failed', at: 'answer', detail: thrown.message };
  if (thrown instanceof DOMException && thrown.name === 'TimeoutError') {
    return { type: 'failed', at: 'connection', detail: `no answer within ${questionMs / 1000} s` };
  }
  const code = codeOf(thrown);
  const at = tlsCodes.test(code) ? 'tls' : parserCodes.test(code) ? 'answer' : 'connection';
  return { type: 'failed', at, detail: describe(thrown) };
}

/** What OpenSSL and Node call it when somebody answers and is not who they should be, or speaks no TLS. */
const tlsCodes = /^(?:ERR_TLS_|ERR_SSL_|UNABLE_TO_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO$)/;
/** What the parser of HTTP calls it when bytes came that are none. */
const parserCodes = /^(?:HPE_|UND_ERR_HEADERS_OVERFLOW$)/;

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
}

import type { IncomingMessage } from 'node:http';
import { Hono, type MiddlewareHandler } from 'hono';
import type { z } from 'zod';
import { type Clock, CommonholdError, parseStrictJson, type Randomness } from '#base';
import type { Principal } from '#call';
import type { Credentials, Keys, Sessions, SignInLinks } from '#identity';
import type { Configuration, ConfigurationFile } from '#config';
import type { Gate } from '#gate';
import type { Ledger } from '#ledger';
import type { Metrics } from '#telemetry';
import type { CommitRow } from '#store';
import type { Witness } from '#witness';
import type { LiveEvents } from '../live-events.ts';
import type { ApprovalDesk } from '../record/approvals.ts';
import type { ImportDesk } from '../record/imports.ts';
import type { Openings } from '../record/openings.ts';
import type { ModelWork } from '../models/model-work.ts';
import type { Policies } from '../configuration/policies.ts';
import type { RuleFiles } from '../configuration/rule-files.ts';
import type { RuleTrials } from '../configuration/rule-trials.ts';
import type { PromptMeans } from '../models/prompt-means.ts';
import type { ProviderQuestions } from '../providers/provider-questions.ts';
import { readRequestBody } from '../http/request-body.ts';
import type { SourceFiles } from '../http/source-files.ts';
import type { Witnessing } from '../record/witnessing.ts';
import type { NodeStatus } from './node-status.ts';

/** What the API's routes need of the node. */
export interface ApiContext {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly ledger: Ledger;
  readonly keys: Keys;
  readonly credentials: Credentials;
  readonly sessions: Sessions;
  readonly links: SignInLinks;
  readonly live: LiveEvents;
  readonly metrics: Metrics;
  /** What can be called, labels that are known now, how destinations are as far as calls have shown, what budgets have left. */
  readonly gate: Gate;
  readonly openings: Openings;
  readonly approvals: ApprovalDesk;
  readonly imports: ImportDesk;
  readonly models: ModelWork;
  /** What providers answer without a call. */
  readonly providerQuestions: ProviderQuestions;
  readonly witness: Witness;
  readonly witnessing: Witnessing;
  /** commonhold.yaml, for the few settings that commands change. */
  readonly configurationFile: ConfigurationFile;
  readonly policies: Policies;
  readonly ruleFiles: RuleFiles;
  readonly ruleTrials: RuleTrials;
  readonly prompts: PromptMeans;
  readonly source: SourceFiles;
  /** Name and version, such as `commonhold 0.1.0`. */
  readonly software: string;
  /** TLS ends at a proxy in front, so cookies travel over nothing else. */
  readonly behindProxy: boolean;
  /** Throws `recovery_missing` while nobody has settled how the keys of this node could be recovered. */
  settledRecovery(): Promise<void>;
  /** Writes rows that decide nothing about calls and so need no leaf, such as sessions. */
  commitRows(rows: readonly CommitRow[]): Promise<void>;
  status(): Promise<NodeStatus>;
  /** The rows under `providers:`, by name, as they are in force. */
  destinations(): Configuration['providers'];
  /** Reads commonhold.yaml and the models folder again and records what changed. */
  reload(actor: Principal): Promise<readonly string[]>;
}

export interface ApiEnvironment {
  Bindings: { incoming: IncomingMessage };
  Variables: { principal: Principal };
}

export function apiRoutes(): Hono<ApiEnvironment> {
  return new Hono<ApiEnvironment>();
}

/** Requests of the API are settings and names; calls to models do not come this way. */
const apiBodyBytesMax = 1024 * 1024;

/**
 * A typed body or query, for routes whose types the console's client is made from: what the schema takes in is what the
 * client must send, and what it gives out is what the route reads by `request.req.valid('json')`.
 */
export function jsonInput<Schema extends z.ZodType<object>>(
  schema: Schema,
): MiddlewareHandler<
  ApiEnvironment,
  string,
  { in: { json: z.input<Schema> }; out: { json: z.output<Schema> } }
> {
  return async (request, next) => {
    request.req.addValidatedData('json', await readInput(schema, request.env.incoming));
    await next();
  };
}

/** The same for a body that may be left out, which is as good as an empty one. */
export function optionalJsonInput<Schema extends z.ZodType<object>>(
  schema: Schema,
): MiddlewareHandler<
  ApiEnvironment,
  string,
  { in: { json?: z.input<Schema> }; out: { json: z.output<Schema> } }
> {
  return async (request, next) => {
    const bytes = await readRequestBody(request.env.incoming, apiBodyBytesMax);
    const input = bytes.byteLength === 0 ? {} : parseStrictJson(bytes).value;
    request.req.addValidatedData('json', parseInput(schema, input));
    await next();
  };
}

/** The same for what stands behind the question mark, where everything is text. */
export function queryInput<Schema extends z.ZodType<object>>(
  schema: Schema,
): MiddlewareHandler<
  ApiEnvironment,
  string,
  { in: { query: z.input<Schema> }; out: { query: z.output<Schema> } }
> {
  return async (request, next) => {
    request.req.addValidatedData('query', parseInput(schema, request.req.query()));
    await next();
  };
}

/** The same where a name may stand there more than once: every value is a list. */
export function queriesInput<Schema extends z.ZodType<object>>(
  schema: Schema,
): MiddlewareHandler<
  ApiEnvironment,
  string,
  { in: { query: z.input<Schema> }; out: { query: z.output<Schema> } }
> {
  return async (request, next) => {
    request.req.addValidatedData('query', parseInput(schema, request.req.queries()));
    await next();
  };
}

/** A body of the API, read from the connection as the bodies of calls are: bounded, and as strict about its JSON. */
async function readInput<Schema extends z.ZodType>(
  schema: Schema,
  request: IncomingMessage,
): Promise<z.output<Schema>> {
  return parseInput(schema, parseStrictJson(await readRequestBody(request, apiBodyBytesMax)).value);
}

/** Our own input, strictly. Throws `request_invalid` and names the field. */
function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  throw new CommonholdError('request_invalid', {
    detail: `${field === '' ? '' : `${field}: `}${issue?.message ?? 'not valid'}`,
    field,
  });
}

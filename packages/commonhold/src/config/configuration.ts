import { z } from 'zod';
import { agentsMachine } from '#call';
import { budgetOptions, limitOptions, routeOptions } from '#gate';
import { labelOptions } from '#labels';
import { accessOptions, publishOptions, retentionOptions } from '#ledger';
import { policyOptions } from '#policy';
import { priceOptions } from '#prices';
import { engineOptions, providerOptions } from '#providers';
import { telemetryOptions } from '#telemetry';
import { witnessOptions } from '#witness';

const serverOptions = z.strictObject({
  port: z.int().min(0).max(65_535).default(7777),
  /** A second port, at the root of which Ollama's protocol is served, for clients that know nothing but a host and a port. */
  ollamaPort: z.int().min(1).max(65_535).optional(),
  /** Loopback unless told otherwise. */
  address: z.string().min(1).default('127.0.0.1'),
  /** Names by which clients may reach this node, besides the loopback ones. */
  hosts: z.array(z.string().min(1)).default([]),
  /** A reverse proxy in front ends TLS; without it only loopback addresses are listened on. */
  behindProxy: z.boolean().default(false),
  /** Where people reach this node, if that is not where it listens; for every address that it prints for them. */
  publicUrl: z
    .string()
    .refine(isPublicUrl, {
      error: 'must be https://NAME, or http:// and a loopback address, with nothing after it',
      abort: true,
    })
    .transform((text) => new URL(text).origin)
    .optional(),
});

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** People follow it with their keys and sessions, so the way there must be TLS, or this machine itself. */
function isPublicUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const isBare = url.pathname === '/' && !/[?#@]/.test(text);
  const isHere = loopbackHosts.has(url.hostname);
  return isBare && (url.protocol === 'https:' || (url.protocol === 'http:' && isHere));
}

/** A name of the owner's making: rows and routes. */
const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/:-]{0,99}$/, 'letters, digits and . _ / : -, at most 100');

/** commonhold.yaml, whole. Every part is described by the folder that it configures; nothing else is accepted. */
export const configuration = z
  .strictObject({
    server: serverOptions.prefault({}),
    limits: limitOptions.prefault({}),
    budgets: budgetOptions.prefault({}),
    prices: priceOptions,
    engine: engineOptions.prefault({}),
    labels: labelOptions.prefault({}),
    policy: policyOptions.prefault({}),
    access: accessOptions.prefault({}),
    publish: publishOptions.prefault({}),
    witnesses: witnessOptions.prefault({}),
    retention: retentionOptions.prefault({}),
    telemetry: telemetryOptions.prefault({}),
    providers: z.record(name, providerOptions).default({}),
    routes: z.record(name, routeOptions).default({}),
  })
  .superRefine((value, context) => {
    const { publicUrl, hosts } = value.server;
    const publicHost = publicUrl === undefined ? undefined : new URL(publicUrl).hostname;
    if (
      publicHost !== undefined &&
      !loopbackHosts.has(publicHost) &&
      !hosts.some((host) => host.toLowerCase() === publicHost)
    ) {
      context.addIssue({
        code: 'custom',
        path: ['server', 'publicUrl'],
        message: `names ${publicHost}, which is not among server.hosts, so the node would refuse whoever follows its links`,
      });
    }
    // Own fields only: `constructor` and the like are on every object and name nothing here.
    if (Object.hasOwn(value.providers, 'local')) {
      context.addIssue({
        code: 'custom',
        path: ['providers', 'local'],
        message: 'is the engine inside; choose another name',
      });
    }
    if (Object.hasOwn(value.providers, agentsMachine)) {
      context.addIssue({
        code: 'custom',
        path: ['providers', agentsMachine],
        message: 'is where tools run that agents run by themselves; choose another name',
      });
    }
    for (const [route, candidates] of Object.entries(value.routes)) {
      for (const [position, candidate] of candidates.entries()) {
        if (candidate.provider === 'local' || Object.hasOwn(value.providers, candidate.provider)) continue;
        context.addIssue({
          code: 'custom',
          path: ['routes', route, position, 'provider'],
          message: `there is no provider named ${candidate.provider}`,
        });
      }
    }
    for (const provider of Object.keys(value.prices)) {
      if (Object.hasOwn(value.providers, provider)) continue;
      context.addIssue({
        code: 'custom',
        path: ['prices', provider],
        message: `there is no provider named ${provider}`,
      });
    }
    const offeredBy = new Map<string, string>();
    for (const [provider, row] of Object.entries(value.providers)) {
      for (const [position, model] of row.models.entries()) {
        const other = offeredBy.get(model);
        if (other === undefined) offeredBy.set(model, provider);
        else if (!Object.hasOwn(value.routes, model)) {
          context.addIssue({
            code: 'custom',
            path: ['providers', provider, 'models', position],
            message: `${model} is offered by ${other} too; add a route of that name to say which comes first`,
          });
        }
      }
    }
  });

export type Configuration = z.output<typeof configuration>;

import { z } from 'zod';
import { checkOutboundAddress } from '#base';

/** A header that a collector wants, such as a name of ours there. Credentials do not belong into a file. */
const headerName = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/, 'lower-case letters, digits and hyphens, at most 64')
  .refine(
    (name) => !['authorization', 'cookie', 'host', 'content-type', 'content-length'].includes(name),
    'is not sent to a collector: a credential belongs into a collector of yours, which adds it on the way',
  );

/** `telemetry:` in commonhold.yaml. Nothing of it is on unless the owner says so. */
export const telemetryOptions = z.strictObject({
  /** Where traces of calls go, as OTLP over HTTP in JSON. */
  otlp: z
    .strictObject({
      url: z.url({ protocol: /^https?$/ }).refine(isContactable, 'must be https, or http on this machine'),
      headers: z.record(headerName, z.string().regex(/^[\x20-\x7e]{0,1024}$/)).default({}),
      /** Says whose spans these are, where several nodes send to one place. */
      service: z.string().min(1).max(100).default('commonhold'),
    })
    .optional(),
});

export type TelemetryOptions = z.output<typeof telemetryOptions>;

function isContactable(text: string): boolean {
  try {
    checkOutboundAddress(text, undefined);
    return true;
  } catch {
    return false;
  }
}

import { z } from 'zod';

/** The protocols in which a provider's row can be spoken to. */
export const providerWires = [
  'openai-chat',
  'openai-responses',
  'anthropic-messages',
  'gemini',
  'ollama',
] as const;

/** A header whose value is a secret or a name: letters, digits and hyphens, in lower case as we send them. */
export const headerName = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'a header name in lower case');

const fieldName = z.string().regex(/^[a-z][a-z_]{0,39}$/);

/**
 * One way to reach a vendor: the protocol, the address and the header that shows who pays. What the page of a vendor says
 * has its address and the day of reading; without them it is general knowledge that was not read on a page, and the first
 * call shows whether it is right.
 */
export const connectionSchema = z.strictObject({
  wire: z.enum(providerWires),
  /** Absent: each customer has an address of their own. */
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** Absent: the one that the wire has. */
  credentialHeader: headerName.optional(),
  /**
   * Fields at the top of a request that the vendor calls otherwise than the protocol does: from the protocol's name to the
   * vendor's. For requests that are written anew; a client's own bytes go as they are.
   */
  renamed: z.record(fieldName, fieldName).optional(),
  /** Where the vendor tells which models it has, if that is not where the protocol has it below `baseUrl`. */
  modelList: z.url({ protocol: /^https$/ }).optional(),
  source: z.strictObject({ page: z.url({ protocol: /^https$/ }), read: z.iso.date() }).optional(),
});

export type Connection = z.output<typeof connectionSchema>;

interface ConnectedRow {
  readonly wire?: Connection['wire'] | undefined;
  readonly baseUrl?: string | undefined;
  readonly credentialHeader?: string | undefined;
}

interface Connected {
  readonly wire: Connection['wire'];
  readonly baseUrl: string;
  readonly credentialHeader?: string;
}

/**
 * What a row leaves out, from its vendor: the first way in the vendor's order that fits what the row says. Each field that
 * the owner wrote stays as it is. A row with an address of its own takes no header from a way to another address: who
 * listens there is not known to want it. Undefined while something is missing that only the owner can say.
 */
export function connectionOf(row: ConnectedRow, ways: readonly Connection[]): Connected | undefined {
  const way = ways.find(({ wire }) => row.wire === undefined || row.wire === wire);
  const wire = row.wire ?? way?.wire;
  const baseUrl = row.baseUrl ?? way?.baseUrl;
  if (wire === undefined || baseUrl === undefined) return undefined;
  const isTheirs = row.baseUrl === undefined || way?.baseUrl === undefined;
  const credentialHeader = row.credentialHeader ?? (isTheirs ? way?.credentialHeader : undefined);
  return { wire, baseUrl, ...(credentialHeader === undefined ? {} : { credentialHeader }) };
}

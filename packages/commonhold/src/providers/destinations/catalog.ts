import { z } from 'zod';
import { type Vendor, vendorSchema } from './fact.ts';
import { anthropic } from './vendors/anthropic.ts';
import { awsBedrock } from './vendors/aws-bedrock.ts';
import { azureOpenai } from './vendors/azure-openai.ts';
import { cohere } from './vendors/cohere.ts';
import { deepseek } from './vendors/deepseek.ts';
import { fireworks } from './vendors/fireworks.ts';
import { geminiPaid, geminiUnpaid } from './vendors/google-gemini.ts';
import { groq } from './vendors/groq.ts';
import { huggingFaceEndpoints, huggingFaceProviders } from './vendors/hugging-face.ts';
import { mistral, mistralExperiment } from './vendors/mistral.ts';
import { openai } from './vendors/openai.ts';
import { openrouter } from './vendors/openrouter.ts';
import { ownServers } from './vendors/own-servers.ts';
import { together } from './vendors/together.ts';
import { xai } from './vendors/xai.ts';

/** The vendors of this release, in the order in which they are shown. */
export const vendors: readonly Vendor[] = [
  openai,
  anthropic,
  geminiPaid,
  geminiUnpaid,
  mistral,
  mistralExperiment,
  deepseek,
  groq,
  together,
  fireworks,
  openrouter,
  xai,
  cohere,
  azureOpenai,
  awsBedrock,
  huggingFaceProviders,
  huggingFaceEndpoints,
  ...ownServers,
];

const byId = new Map(vendors.map((vendor) => [vendor.id, vendor]));

export function findVendor(id: string): Vendor | undefined {
  return byId.get(id);
}

/** Checks rows from anywhere. Throws a ZodError that names the field. */
export function parseVendors(rows: unknown): readonly Vendor[] {
  return z
    .array(vendorSchema)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, { error: 'ids repeat' })
    .parse(rows);
}

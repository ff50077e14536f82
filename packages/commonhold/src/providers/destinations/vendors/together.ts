import type { Vendor } from '../fact.ts';
import { believed, inCountry, manyMakers, noOwnerKnown, notFound, read, unknown } from '../say.ts';

const zeroRetention = 'https://docs.together.ai/docs/zero-data-retention';
const geography = 'https://docs.together.ai/docs/serverless/geo-specific-inference.md';
const privacy = 'https://together.ai/privacy';

export const together: Vendor = {
  id: 'together',
  title: 'Together AI',
  kind: 'service',
  connections: [
    {
      wire: 'openai-chat',
      baseUrl: 'https://api.together.ai/v1',
      source: { page: 'https://docs.together.ai/docs/inference/openai-compatibility.md', read: '2026-11-22' },
    },
  ],
  facts: {
    legalEntity: read('Together Computer, Inc.', privacy, 'Policy of 17 December 2025.'),
    contractsWith: notFound,
    companyCountry: believed('US'),
    parentCompany: noOwnerKnown,
    parentCountry: noOwnerKnown,
    country: unknown('No country is promised at the ordinary endpoint; the regions us and ca fix it.'),
    area: notFound,
    maker: manyMakers,
    makerCountry: manyMakers,
    retentionDays: unknown(
      'Two pages differ: one says that prompts are stored unless you turn it off, another that nothing is stored by default.',
    ),
    trainsOnData: read(
      false,
      zeroRetention,
      'Training is a separate opt-in; stored prompts may be used for product improvements.',
    ),
    trainingSetting: read('An opt-in, off by default, in the settings of the organization.', zeroRetention),
    processorContract: notFound,
    transferBasis: notFound,
    subProcessors: notFound,
  },
  regions: {
    us: inCountry(read('US', geography, 'At us-api.together.ai, for models served there.')),
    ca: inCountry(read('CA', geography, 'At ca-api.together.ai, for models served there.')),
  },
};

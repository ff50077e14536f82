import type { Vendor } from '../fact.ts';
import { believed, manyMakers, noOwnerKnown, notFound, read } from '../say.ts';

const yourData = 'https://console.groq.com/docs/your-data';

export const groq: Vendor = {
  id: 'groq',
  title: 'GroqCloud',
  kind: 'service',
  connections: [
    {
      wire: 'openai-chat',
      baseUrl: 'https://api.groq.com/openai/v1',
      source: { page: 'https://console.groq.com/docs/openai', read: '2026-11-22' },
    },
    {
      wire: 'openai-responses',
      baseUrl: 'https://api.groq.com/openai/v1',
      source: { page: 'https://console.groq.com/docs/openai', read: '2026-11-22' },
    },
  ],
  facts: {
    legalEntity: read(
      'Groq, Inc.',
      'https://console.groq.com/docs/terms-of-sale',
      'Older terms of sale; the agreement of 15 October 2025 speaks of a Groq Contracting Party.',
    ),
    contractsWith: notFound,
    companyCountry: believed('US'),
    parentCompany: noOwnerKnown,
    parentCountry: noOwnerKnown,
    country: notFound,
    area: notFound,
    maker: manyMakers,
    makerCountry: manyMakers,
    retentionDays: read(
      30,
      yourData,
      'Not kept by default; up to 30 days where errors or suspected abuse are looked into, and for batches. Can be turned off in the data controls.',
    ),
    trainsOnData: believed(false),
    trainingSetting: notFound,
    processorContract: notFound,
    transferBasis: notFound,
    subProcessors: notFound,
  },
};

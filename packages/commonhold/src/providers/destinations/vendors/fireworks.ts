import type { Vendor } from '../fact.ts';
import { believed, manyMakers, noOwnerKnown, notFound, read } from '../say.ts';

const handling = 'https://docs.fireworks.ai/guides/security_compliance/data_handling';

export const fireworks: Vendor = {
  id: 'fireworks',
  title: 'Fireworks AI',
  kind: 'service',
  connections: [
    {
      wire: 'openai-chat',
      baseUrl: 'https://api.fireworks.ai/inference/v1',
      source: { page: 'https://docs.fireworks.ai/tools-sdks/openai-compatibility', read: '2026-11-22' },
    },
  ],
  models: ['accounts/fireworks/*'],
  facts: {
    legalEntity: believed('Fireworks AI, Inc.'),
    contractsWith: notFound,
    companyCountry: believed('US'),
    parentCompany: noOwnerKnown,
    parentCountry: noOwnerKnown,
    country: notFound,
    area: notFound,
    maker: manyMakers,
    makerCountry: manyMakers,
    retentionDays: read(
      0,
      handling,
      'For open models by default. The Responses API stores for 30 days unless the request says store=False.',
    ),
    trainsOnData: believed(false),
    trainingSetting: notFound,
    processorContract: notFound,
    transferBasis: notFound,
    subProcessors: notFound,
  },
};

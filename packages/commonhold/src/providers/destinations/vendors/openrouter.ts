import type { Vendor } from '../fact.ts';
import { believed, manyMakers, noOwnerKnown, notFound, read, unknown } from '../say.ts';

const passesOn = unknown('It passes requests on to other providers, each with terms of its own.');

export const openrouter: Vendor = {
  id: 'openrouter',
  title: 'OpenRouter',
  kind: 'service',
  connections: [{ wire: 'openai-chat', baseUrl: 'https://openrouter.ai/api/v1' }],
  facts: {
    legalEntity: believed('OpenRouter, Inc.'),
    contractsWith: notFound,
    companyCountry: believed('US'),
    parentCompany: noOwnerKnown,
    parentCountry: noOwnerKnown,
    country: passesOn,
    area: unknown(
      'Its European endpoint takes in the EU, the EEA, the United Kingdom and Switzerland, which is no group here.',
    ),
    maker: manyMakers,
    makerCountry: manyMakers,
    retentionDays: passesOn,
    trainsOnData: passesOn,
    trainingSetting: read(
      'A setting of the account keeps requests from providers that train; per request, a data policy.',
      'https://openrouter.ai/docs/guides/privacy/logging',
    ),
    processorContract: notFound,
    transferBasis: passesOn,
    subProcessors: notFound,
  },
};

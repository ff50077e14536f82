import type { Vendor } from '../fact.ts';
import { believed, manyMakers, noOwnerKnown, notFound, read, unknown } from '../say.ts';

const passesOn = unknown('It passes requests on to other providers, each with terms of its own.');

export const openrouter: Vendor = {
  id: 'openrouter',
  title: 'OpenRouter',
  kind: 'service',
  connections: [
    {
      wire: 'openai-chat',
      baseUrl: 'https://openrouter.ai/api/v1',
      source: {
        // The public repository that OpenRouter's documentation is made from.
        page: 'https://github.com/OpenRouterTeam/docs/blob/c26125a5fa92cb52ac67f0c75b717229567db716/api_reference/authentication.mdx',
        read: '2026-11-22',
      },
    },
  ],
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

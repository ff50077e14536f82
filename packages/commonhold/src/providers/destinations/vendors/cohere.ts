import type { Vendor } from '../fact.ts';
import { believed, noOwnerKnown, notFound, read } from '../say.ts';

const commitments = 'https://cohere.com/data-usage-policy';
const agreement = 'https://cohere.com/saas-agreement';

export const cohere: Vendor = {
  id: 'cohere',
  title: 'Cohere SaaS platform',
  kind: 'service',
  connections: [
    {
      wire: 'openai-chat',
      baseUrl: 'https://api.cohere.ai/compatibility/v1',
      // By https://docs.cohere.com/v1/reference/list-models.md, read on 22 November 2026: the compatible address has no list.
      modelList: 'https://api.cohere.com/v1/models?page_size=1000',
      source: { page: 'https://docs.cohere.com/docs/compatibility-api', read: '2026-11-22' },
    },
  ],
  models: ['command-*'],
  facts: {
    legalEntity: read('Cohere Inc.', agreement, 'Agreement of 29 February 2024.'),
    contractsWith: read('Cohere Inc.', agreement, 'Agreement of 29 February 2024.'),
    companyCountry: read('CA', agreement, 'Toronto, Ontario; agreement of 29 February 2024.'),
    parentCompany: noOwnerKnown,
    parentCountry: noOwnerKnown,
    country: notFound,
    area: notFound,
    maker: believed('Cohere'),
    makerCountry: believed('CA'),
    retentionDays: read(
      30,
      commitments,
      'Logged prompts and generations; longer for law, contract or flagged use. Page of 5 December 2025.',
    ),
    trainsOnData: read(
      true,
      commitments,
      'The page offers an opt-out from training, so without it data may be used. Page of 5 December 2025.',
    ),
    trainingSetting: read('Data Controls in the settings: the toggle to Off.', commitments),
    processorContract: read(
      true,
      'https://cohere.com/privacy',
      'Enterprise customers have to ask for it. Policy of 3 November 2025.',
    ),
    transferBasis: notFound,
    subProcessors: notFound,
  },
};

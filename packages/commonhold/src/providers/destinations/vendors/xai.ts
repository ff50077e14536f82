import type { Vendor } from '../fact.ts';
import { believed, inCountry, noOwnerKnown, notFound, read, unknown } from '../say.ts';

const inference = {
  page: 'https://docs.x.ai/developers/rest-api-reference/inference',
  read: '2026-11-22',
};
const security = 'https://docs.x.ai/docs/faq/security';

export const xai: Vendor = {
  id: 'xai',
  title: 'xAI API',
  kind: 'service',
  connections: [
    { wire: 'openai-responses', baseUrl: 'https://api.x.ai/v1', source: inference },
    // Deprecated, by https://docs.x.ai/developers/model-capabilities/text/comparison.md.
    { wire: 'openai-chat', baseUrl: 'https://api.x.ai/v1', source: inference },
  ],
  models: ['grok-*'],
  facts: {
    legalEntity: unknown('The pages read say xAI and name no company in full.'),
    contractsWith: notFound,
    companyCountry: believed('US'),
    parentCompany: noOwnerKnown,
    parentCountry: noOwnerKnown,
    country: unknown('By default the request goes to the region with the lowest latency.'),
    area: unknown('By default the request goes to the region with the lowest latency.'),
    maker: believed('xAI'),
    makerCountry: believed('US'),
    retentionDays: read(30, security, 'For auditing suspected abuse; zero data retention is an option.'),
    trainsOnData: read(false, security, 'Never without explicit permission.'),
    trainingSetting: read('Explicit permission.', security),
    processorContract: read(
      true,
      'https://x.ai/legal/enterprise/faq',
      'Part of the enterprise terms by itself.',
    ),
    transferBasis: unknown('The part of the contract that says so was not in the stored copy.'),
    subProcessors: notFound,
  },
  regions: {
    'us-east-1': inCountry(
      read(
        'US',
        'https://docs.x.ai/developers/regions',
        'At us-east-1.api.x.ai, which fails rather than going elsewhere.',
      ),
    ),
  },
};

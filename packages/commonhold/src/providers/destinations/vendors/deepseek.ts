import type { Vendor } from '../fact.ts';
import { believed, notFound, unknown } from '../say.ts';

/** The vendor's own pages were not in any stored copy, so nothing here is read. */
export const deepseek: Vendor = {
  id: 'deepseek',
  title: 'DeepSeek API',
  kind: 'service',
  connections: [
    {
      wire: 'openai-chat',
      baseUrl: 'https://api.deepseek.com',
      source: { page: 'https://api-docs.deepseek.com/news/v4-1-flash', read: '2026-11-22' },
    },
    {
      wire: 'anthropic-messages',
      baseUrl: 'https://api.deepseek.com/anthropic/v1',
      // Believed: its list is known at the other address.
      modelList: 'https://api.deepseek.com/models',
      source: { page: 'https://api-docs.deepseek.com/guides/anthropic_api/', read: '2026-11-22' },
    },
  ],
  models: ['deepseek-*'],
  facts: {
    legalEntity: believed('Hangzhou DeepSeek Artificial Intelligence Co., Ltd.'),
    contractsWith: notFound,
    companyCountry: believed('CN'),
    parentCompany: believed('High-Flyer'),
    parentCountry: believed('CN'),
    country: believed('CN', 'Others report that its privacy policy names servers in China.'),
    area: unknown('No group of countries is known to be promised.'),
    maker: believed('DeepSeek'),
    makerCountry: believed('CN'),
    retentionDays: notFound,
    trainsOnData: notFound,
    trainingSetting: notFound,
    processorContract: notFound,
    transferBasis: notFound,
    subProcessors: notFound,
  },
};

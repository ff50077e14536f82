import type { Vendor } from '../fact.ts';
import { believed, notFound, unknown } from '../say.ts';

/** The vendor's own pages were not in any stored copy, so nothing here is read. */
export const deepseek: Vendor = {
  id: 'deepseek',
  title: 'DeepSeek API',
  kind: 'service',
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

import type { Vendor, VendorFacts } from '../fact.ts';
import { believed, notFound, read, unknown } from '../say.ts';

const zeroRetention = 'https://ai.google.dev/gemini-api/docs/zdr';
const abuse = 'https://ai.google.dev/gemini-api/docs/usage-policies?hl=zh-tw';
const terms = 'https://ai.google.dev/terms?hl=zh-cn';

const connections: Vendor['connections'] = [
  {
    wire: 'gemini',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    source: { page: 'https://ai.google.dev/api/rest/v1beta/models/list?hl=en', read: '2026-11-22' },
  },
  {
    wire: 'openai-chat',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
    source: { page: 'https://ai.google.dev/gemini-api/docs/openai?hl=en', read: '2026-11-22' },
  },
];

const shared: Omit<VendorFacts, 'trainsOnData' | 'trainingSetting' | 'processorContract' | 'transferBasis'> =
  {
    legalEntity: believed('Google LLC'),
    contractsWith: believed('A Google company that depends on the address of the account'),
    companyCountry: believed('US'),
    parentCompany: believed('Alphabet Inc.'),
    parentCountry: believed('US'),
    country: notFound,
    area: notFound,
    maker: believed('Google'),
    makerCountry: believed('US'),
    retentionDays: read(
      55,
      abuse,
      'Prompts, context and output for abuse monitoring; read in the Chinese edition. Projects may keep logs for as long, and grounding with search keeps data 30 days.',
    ),
    subProcessors: notFound,
  };

export const geminiPaid: Vendor = {
  id: 'gemini-paid',
  title: 'Google Gemini API, paid service',
  kind: 'service',
  connections,
  models: ['gemini-*', 'gemma-*'],
  facts: {
    ...shared,
    trainsOnData: read(
      false,
      zeroRetention,
      'With paid services prompts and responses do not improve products.',
    ),
    trainingSetting: read(
      'The unpaid quota is another service, whose data is used.',
      terms,
      'Terms of 20 May 2025, read in the Chinese edition.',
    ),
    processorContract: notFound,
    transferBasis: notFound,
  },
};

export const geminiUnpaid: Vendor = {
  id: 'gemini-unpaid',
  title: 'Google Gemini API, unpaid quota',
  kind: 'service',
  connections,
  models: ['gemini-*', 'gemma-*'],
  facts: {
    ...shared,
    trainsOnData: read(
      true,
      terms,
      'What is sent and answered improves products and machine learning, and people may read it. Terms of 20 May 2025, read in the Chinese edition.',
    ),
    trainingSetting: read('The paid service.', zeroRetention),
    processorContract: unknown(
      'The pages read do not offer one for the unpaid service, and do not rule it out either.',
    ),
    transferBasis: notFound,
  },
};

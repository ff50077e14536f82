import type { Vendor } from '../fact.ts';
import { believed, inCountry, noOwnerKnown, notFound, read, unknown } from '../say.ts';

const retention = 'https://privacy.anthropic.com/en/articles/7996866-how-long-do-you-store-personal-data';
const handling = 'https://platform.claude.com/docs/zh-CN/manage-claude/api-and-data-retention.md';
const residency = 'https://platform.claude.com/docs/en/manage-claude/data-residency.md';

export const anthropic: Vendor = {
  id: 'anthropic',
  title: 'Anthropic API',
  kind: 'service',
  connections: [
    {
      wire: 'anthropic-messages',
      baseUrl: 'https://api.anthropic.com/v1',
      source: { page: 'https://platform.claude.com/docs/de/api/overview.md', read: '2026-11-22' },
    },
  ],
  models: ['claude-*'],
  facts: {
    legalEntity: believed('Anthropic, PBC'),
    contractsWith: believed(
      'Anthropic Ireland, Limited for customers in the EEA, Switzerland and the UK, Anthropic, PBC elsewhere',
    ),
    companyCountry: believed('US'),
    parentCompany: noOwnerKnown,
    parentCountry: noOwnerKnown,
    country: unknown('By default inference may run in any available geography; the region us fixes it.'),
    area: unknown('By default inference may run in any available geography.'),
    maker: believed('Anthropic'),
    makerCountry: believed('US'),
    retentionDays: read(
      30,
      retention,
      'Deleted within 30 days; up to 2 years for what is flagged against the usage policy. A newer page of the API says that content is not kept by default except for certain models, so 30 is the longest of what was read.',
    ),
    trainsOnData: read(
      false,
      handling,
      'What is kept is never used for training without express permission; read in the Chinese edition.',
    ),
    trainingSetting: read('Express permission.', handling, 'Read in the Chinese edition.'),
    processorContract: read(
      true,
      retention,
      'The page refers to a Data Processing Addendum; its text was not read.',
    ),
    transferBasis: believed('standard-clauses'),
    subProcessors: notFound,
  },
  regions: {
    us: inCountry(
      read(
        'US',
        residency,
        'Where the workspace or each request sets inference_geo to us, for models that know it.',
      ),
    ),
  },
};

import type { Vendor } from '../fact.ts';
import { believed, countryDecides, inCountry, noOwnerKnown, read, unknown } from '../say.ts';

const yourData = 'https://developers.openai.com/api/docs/guides/your-data';
const residency = 'https://developers.openai.com/api/docs/guides/data-residency';
const subProcessors = 'https://openai.com/policies/sub-processor-list/';
/** OpenAI's own description of its API, in the public repository that it is published in. */
const description =
  'https://github.com/openai/openai-openapi/blob/f85dbe223d40e1a31cba812ab2d755c7e98a92a3/openapi.yaml';
const privacy = 'https://openai.com/de/policies/eu-privacy-policy';
const german =
  'OpenAI OpCo, LLC in San Francisco, by the German privacy policy of 15 February 2024, which is about users and not about the API.';
const eligible =
  'For eligible projects with data residency, at the host of that region, which the page counts among the regions of processing.';

export const openai: Vendor = {
  id: 'openai',
  title: 'OpenAI API',
  kind: 'service',
  connections: [
    {
      wire: 'openai-responses',
      baseUrl: 'https://api.openai.com/v1',
      source: { page: description, read: '2026-11-22' },
    },
    {
      wire: 'openai-chat',
      baseUrl: 'https://api.openai.com/v1',
      // The old name is deprecated there, and refused by models that reason.
      renamed: { max_tokens: 'max_completion_tokens' },
      source: { page: description, read: '2026-11-22' },
    },
  ],
  // A beginning stands for longer names only, and two of its models are called by one.
  models: ['gpt-*', 'o1', 'o1-*', 'o3', 'o3-*', 'o4-*', 'text-embedding-*'],
  facts: {
    legalEntity: believed('OpenAI OpCo, LLC'),
    contractsWith: believed(
      'OpenAI Ireland Limited for customers in the EEA and Switzerland, OpenAI OpCo, LLC elsewhere',
      'The services agreement speaks of an OpenAI Contracting Party; its definition was not in the stored copy.',
    ),
    companyCountry: read('US', privacy, german),
    parentCompany: noOwnerKnown,
    parentCountry: noOwnerKnown,
    country: unknown(
      'The list of sub-processors names cloud infrastructure in many countries, and no default is fixed; a region fixes it.',
    ),
    area: unknown('Without data residency no group of countries is promised.'),
    maker: believed('OpenAI'),
    makerCountry: believed('US'),
    retentionDays: read(
      30,
      yourData,
      'Logs for abuse monitoring, by default and up to 30 days; longer where law or protection from harm asks for it. Some features keep data until it is deleted.',
    ),
    trainsOnData: read(false, yourData, 'Unless you opt in to share data.'),
    trainingSetting: read('Sharing data is an explicit opt-in.', yourData),
    processorContract: read(
      true,
      subProcessors,
      'The page refers to the OpenAI Data Processing Agreement; its text was not read. The copy is of 30 April 2025.',
    ),
    transferBasis: believed('standard-clauses'),
    subProcessors: read(subProcessors, subProcessors, 'The copy is of 30 April 2025.'),
  },
  regions: {
    us: inCountry(read('US', residency, eligible)),
    au: inCountry(read('AU', residency, eligible)),
    in: inCountry(read('IN', residency, eligible)),
    jp: inCountry(read('JP', residency, eligible)),
    eu: {
      country: countryDecides,
      area: unknown('Which countries OpenAI counts as its European region was not in the stored copy.'),
    },
  },
};

import type { Vendor, VendorFacts } from '../fact.ts';
import { believed, countryDecides, inCountry, noOwnerKnown, notFound, read, unknown } from '../say.ts';

const terms = 'https://mistral.ai/terms';
const regional = 'https://docs.mistral.ai/studio/regional-inference';
const training =
  'https://help.mistral.ai/en/articles/323757-do-you-use-my-user-data-to-train-your-artificial-intelligence-models';

const connections: Vendor['connections'] = [
  {
    wire: 'openai-chat',
    baseUrl: 'https://api.mistral.ai/v1',
    // Its description allows no field that it does not name, and this is its name for it.
    renamed: { seed: 'random_seed' },
    source: {
      // Mistral's own description of its API, in the public repository that its documentation is made from.
      page: 'https://github.com/mistralai/platform-docs-public/blob/222f4ba9114f84ce9f2d718b9a12fbac1e527f4b/openapi.yaml',
      read: '2026-11-22',
    },
  },
];

const shared: Omit<VendorFacts, 'trainsOnData' | 'trainingSetting'> = {
  legalEntity: read('Mistral AI', terms, 'A French company, Paris, number 952 418 325; terms of 7 May 2025.'),
  contractsWith: read('Mistral AI', terms, 'Terms of 7 May 2025.'),
  companyCountry: read('FR', terms, 'Terms of 7 May 2025.'),
  parentCompany: noOwnerKnown,
  parentCountry: noOwnerKnown,
  country: unknown('Without a regional endpoint the API uses a global one.'),
  area: unknown('Without a regional endpoint the API uses a global one.'),
  maker: believed('Mistral AI', 'The service runs open models of others, too.'),
  makerCountry: believed('FR', 'The service runs open models of others, too.'),
  retentionDays: believed(30, 'For abuse monitoring; zero data retention can be turned on.'),
  processorContract: believed(
    true,
    'The help pages name a data processing agreement; its text was not read.',
  ),
  transferBasis: unknown('It follows from where the request is computed.'),
  subProcessors: notFound,
};

const regions: Vendor['regions'] = {
  eu: {
    country: countryDecides,
    area: unknown(
      'One page says European Union, another says data centres in countries of the EU and EFTA, which would take in Switzerland.',
    ),
  },
  us: inCountry(read('US', regional, 'At api.us.mistral.ai.')),
};

export const mistral: Vendor = {
  id: 'mistral',
  title: 'Mistral AI API, pay per use',
  kind: 'service',
  connections,
  models: ['mistral-*', 'ministral-*', 'magistral-*', 'codestral-*', 'devstral-*', 'pixtral-*'],
  facts: {
    ...shared,
    trainsOnData: read(
      false,
      training,
      'The Scale plan; feedback that you give is used, and some services differ.',
    ),
    trainingSetting: read('The plan: the Experiment plan trains, the Scale plan does not.', training),
  },
  regions,
};

export const mistralExperiment: Vendor = {
  id: 'mistral-experiment',
  title: 'Mistral AI API, Experiment plan (free)',
  kind: 'service',
  connections,
  models: ['mistral-*', 'ministral-*', 'magistral-*', 'codestral-*', 'devstral-*', 'pixtral-*'],
  facts: {
    ...shared,
    trainsOnData: read(true, training, 'Unless you opt out.'),
    trainingSetting: read('An opt-out at any time, or the Scale plan.', training),
  },
  regions,
};

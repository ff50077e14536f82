import type { Vendor } from '../fact.ts';
import { believed, countryDecides, inCountry, noOwnerKnown, notFound, read, unknown } from '../say.ts';

const terms = 'https://mistral.ai/terms';
const regional = 'https://docs.mistral.ai/studio/regional-inference';

export const mistral: Vendor = {
  id: 'mistral',
  title: 'Mistral AI API',
  kind: 'service',
  facts: {
    legalEntity: read(
      'Mistral AI',
      terms,
      'A French company, Paris, number 952 418 325; terms of 7 May 2025.',
    ),
    contractsWith: read('Mistral AI', terms, 'Terms of 7 May 2025.'),
    companyCountry: read('FR', terms, 'Terms of 7 May 2025.'),
    parentCompany: noOwnerKnown,
    parentCountry: noOwnerKnown,
    country: unknown('Without a regional endpoint the API uses a global one.'),
    area: unknown('Without a regional endpoint the API uses a global one.'),
    maker: believed('Mistral AI', 'The service runs open models of others, too.'),
    makerCountry: believed('FR', 'The service runs open models of others, too.'),
    retentionDays: believed(30, 'For abuse monitoring; zero data retention can be turned on.'),
    trainsOnData: unknown(
      'It depends on the plan and on an opt-out, and no page of the vendor on it was found.',
    ),
    trainingSetting: unknown('The help pages name an opt-out; their text was not in the stored copies.'),
    processorContract: believed(
      true,
      'The help pages name a data processing agreement; its text was not read.',
    ),
    transferBasis: unknown('It follows from where the request is computed.'),
    subProcessors: notFound,
  },
  regions: {
    eu: {
      country: countryDecides,
      area: unknown(
        'One page says European Union, another says data centres in countries of the EU and EFTA, which would take in Switzerland.',
      ),
    },
    us: inCountry(read('US', regional, 'At api.us.mistral.ai.')),
  },
};

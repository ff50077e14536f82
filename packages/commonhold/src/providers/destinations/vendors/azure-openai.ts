import type { Vendor } from '../fact.ts';
import { believed, inCountry, notFound, read, unknown } from '../say.ts';

/** Microsoft's own documentation, in the public repository that it is made from. */
const dataPrivacy =
  'https://github.com/MicrosoftDocs/azure-ai-docs/blob/015141860b712a75c5313d2523c5d48ad0068410/articles/ai-foundry/responsible-ai/openai/data-privacy.md';
const regions = 'https://learn.microsoft.com/nb-no/azure/reliability/regions-list';
const named = 'https://learn.microsoft.com/en-au/dotnet/api/microsoft.azure.documents.locationnames';
const standard = 'For standard deployments, not for those labelled Global or DataZone.';

export const azureOpenai: Vendor = {
  id: 'azure-openai',
  title: 'Azure OpenAI, models sold by Azure',
  kind: 'service',
  connections: [
    {
      wire: 'openai-responses',
      credentialHeader: 'api-key',
      source: {
        page: 'https://learn.microsoft.com/zh-cn/azure/foundry/openai/api-version-lifecycle',
        read: '2026-11-22',
      },
    },
    {
      wire: 'openai-chat',
      credentialHeader: 'api-key',
      source: {
        page: 'https://learn.microsoft.com/zh-cn/azure/foundry/openai/api-version-lifecycle',
        read: '2026-11-22',
      },
    },
  ],
  facts: {
    legalEntity: believed('Microsoft Corporation'),
    contractsWith: believed(
      'Microsoft Ireland Operations Limited in Europe, other Microsoft companies elsewhere',
    ),
    companyCountry: believed('US'),
    parentCompany: believed('Microsoft Corporation'),
    parentCountry: believed('US'),
    country: unknown('The region of your resource and the type of the deployment decide; name the region.'),
    area: unknown('A DataZone deployment stays in its zone; say so in your row if yours is one.'),
    maker: believed('OpenAI', 'Models of other makers are sold there, too.'),
    makerCountry: believed('US', 'Models of other makers are sold there, too.'),
    retentionDays: believed(30, 'For abuse monitoring with people; the page read gives no number of days.'),
    trainsOnData: read(
      false,
      dataPrivacy,
      'Not without your permission or instruction, and not given to OpenAI. Page of 1 October 2025.',
    ),
    trainingSetting: read('Permission or instruction.', dataPrivacy, 'Page of 1 October 2025.'),
    processorContract: read(
      true,
      dataPrivacy,
      'The Products and Services Data Protection Addendum governs it. Page of 1 October 2025.',
    ),
    transferBasis: notFound,
    subProcessors: notFound,
  },
  regions: {
    australiaeast: inCountry(read('AU', regions, standard)),
    austriaeast: inCountry(read('AT', regions, standard)),
    belgiumcentral: inCountry(read('BE', regions, standard)),
    brazilsouth: inCountry(read('BR', regions, standard)),
    francecentral: inCountry(read('FR', `${named}.francecentral`, standard)),
    swedencentral: inCountry(read('SE', `${named}.swedencentral`, standard)),
    canadaeast: inCountry(believed('CA', standard)),
    eastus: inCountry(believed('US', standard)),
    eastus2: inCountry(believed('US', standard)),
    germanywestcentral: inCountry(believed('DE', standard)),
    italynorth: inCountry(believed('IT', standard)),
    japaneast: inCountry(believed('JP', standard)),
    northeurope: inCountry(believed('IE', standard)),
    norwayeast: inCountry(believed('NO', standard)),
    polandcentral: inCountry(believed('PL', standard)),
    spaincentral: inCountry(believed('ES', standard)),
    switzerlandnorth: inCountry(believed('CH', standard)),
    uksouth: inCountry(believed('GB', standard)),
    westeurope: inCountry(believed('NL', standard)),
    westus: inCountry(believed('US', standard)),
  },
};

import type { Vendor, VendorFacts } from '../fact.ts';
import { believed, inCountry, manyMakers, noOwnerKnown, notFound, read, unknown } from '../say.ts';

const endpoints = 'https://huggingface.co/docs/inference-endpoints/guides/security';
const places = 'https://huggingface.co/docs/inference-endpoints/support/faq';
const passesOn = unknown('It passes requests on to other providers, each with terms of its own.');

const company: Pick<
  VendorFacts,
  | 'legalEntity'
  | 'contractsWith'
  | 'companyCountry'
  | 'parentCompany'
  | 'parentCountry'
  | 'maker'
  | 'makerCountry'
> = {
  legalEntity: read('Hugging Face, Inc.', 'https://huggingface.co/privacy'),
  contractsWith: notFound,
  companyCountry: believed('US'),
  parentCompany: noOwnerKnown,
  parentCountry: noOwnerKnown,
  maker: manyMakers,
  makerCountry: manyMakers,
};

export const huggingFaceProviders: Vendor = {
  id: 'hugging-face-providers',
  title: 'Hugging Face Inference Providers',
  kind: 'service',
  connections: [
    {
      wire: 'openai-chat',
      baseUrl: 'https://router.huggingface.co/v1',
      source: {
        // The public repository that Hugging Face's documentation is made from.
        page: 'https://github.com/huggingface/hub-docs/blob/00c5952ef84506b6fbeda2dfa8a2702cc5571353/docs/inference-providers/index.md',
        read: '2026-11-22',
      },
    },
  ],
  facts: {
    ...company,
    country: passesOn,
    area: passesOn,
    // Read on huggingface.co/docs/inference-providers/security: it is true of the router and not of who answers.
    retentionDays: unknown(
      'Hugging Face itself says that it stores neither request nor answer; the provider behind it has terms of its own.',
    ),
    trainsOnData: unknown(
      'Hugging Face itself says that it stores nothing for training; the provider behind it has terms of its own.',
    ),
    trainingSetting: unknown('Choose the provider behind it.'),
    processorContract: notFound,
    transferBasis: passesOn,
    subProcessors: unknown('Its page sends readers to the policies of each provider.'),
  },
};

export const huggingFaceEndpoints: Vendor = {
  id: 'hugging-face-endpoints',
  title: 'Hugging Face Inference Endpoints',
  kind: 'service',
  facts: {
    ...company,
    country: unknown('The place that you chose for the endpoint decides; name the region.'),
    area: unknown('The place that you chose for the endpoint decides; name the region.'),
    retentionDays: read(0, endpoints, 'Payloads are not stored; logs are kept 30 days.'),
    trainsOnData: believed(false),
    trainingSetting: notFound,
    processorContract: read(true, endpoints, 'With a subscription to the Enterprise Hub.'),
    transferBasis: notFound,
    subProcessors: notFound,
  },
  regions: {
    'aws-us-east-1': inCountry(read('US', places)),
    'aws-eu-west-1': inCountry(read('IE', places)),
    'azure-eastus': inCountry(read('US', places)),
    'gcp-us-east4': inCountry(read('US', places)),
  },
};

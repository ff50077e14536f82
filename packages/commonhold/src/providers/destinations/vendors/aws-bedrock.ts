import type { Vendor } from '../fact.ts';
import { believed, inCountry, manyMakers, notFound, read, unknown } from '../say.ts';

const retention = 'https://docs.aws.amazon.com/bedrock/latest/userguide/data-retention.html';
const contract =
  'https://docs.aws.amazon.com/whitepapers/latest/navigating-gdpr-compliance/aws-data-processing-addendum-dpa.html';
const parties = 'https://docs.aws.amazon.com/whitepapers/latest/navigating-gdpr-compliance/in-detail.html';
const regions =
  'https://docs.aws.amazon.com/zh_tw/solutions/latest/automated-security-response-on-aws/supported-aws-regions.html';

/** The page names cities and countries; which country a city lies in is not in doubt. */
function region(country: string) {
  return inCountry(read(country, regions, 'Not with profiles for inference across regions.'));
}

export const awsBedrock: Vendor = {
  id: 'aws-bedrock',
  title: 'Amazon Bedrock',
  kind: 'service',
  facts: {
    legalEntity: believed('Amazon Web Services, Inc.'),
    contractsWith: read(
      'Amazon Web Services EMEA SARL (Luxembourg) for accounts in Europe, the Middle East and Africa except South Africa; other AWS companies elsewhere',
      parties,
      'Read in a copy of the German edition.',
    ),
    companyCountry: believed('US'),
    parentCompany: believed('Amazon.com, Inc.'),
    parentCountry: believed('US'),
    country: unknown('The region of the endpoint decides; name the region.'),
    area: unknown('A profile for inference within a geography may fix one; say so in your row.'),
    maker: manyMakers,
    makerCountry: manyMakers,
    retentionDays: unknown(
      'By default the policy of each model applies; with data_retention_mode none in a region nothing is kept there.',
    ),
    trainsOnData: believed(false),
    trainingSetting: read(
      'The mode provider_data_share lets a maker receive data; data_retention_mode none rules it out.',
      retention,
    ),
    processorContract: read(true, contract, 'Part of the service terms, and applies by itself.'),
    transferBasis: read('standard-clauses', contract),
    subProcessors: notFound,
  },
  regions: {
    'ap-northeast-1': region('JP'),
    'ap-northeast-2': region('KR'),
    'ap-northeast-3': region('JP'),
    'ap-south-1': region('IN'),
    'ap-southeast-1': region('SG'),
    'ap-southeast-2': region('AU'),
    'ca-central-1': region('CA'),
    'eu-central-1': region('DE'),
    'eu-central-2': region('CH'),
    'eu-north-1': region('SE'),
    'eu-south-1': region('IT'),
    'eu-south-2': region('ES'),
    'eu-west-1': region('IE'),
    'eu-west-2': region('GB'),
    'eu-west-3': region('FR'),
    'sa-east-1': region('BR'),
    'us-east-1': region('US'),
    'us-east-2': region('US'),
    'us-west-1': region('US'),
    'us-west-2': region('US'),
  },
};

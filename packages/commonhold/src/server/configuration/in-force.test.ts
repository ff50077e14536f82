import { expect, test } from 'vitest';
import { parseConfiguration } from '#config';
import { inForce } from './in-force.ts';

const row = (more: string): string =>
  `providers: { vendor: { wire: openai-chat, baseUrl: "https://vendor.example/v1", authentication: none, ${more} } }`;

test('what the catalog says of a vendor is part of what is recorded, so that a newer catalog is a change', () => {
  expect(inForce(parseConfiguration(row('vendor: openai'), 'test'), {})).toMatchObject({
    destinations: { vendor: { local: 'no', retentionDays: 30, trainsOnData: false } },
  });
});

test('a configuration that names no vendor is recorded as it always was, so that an upgrade is no change', () => {
  const configuration = parseConfiguration(row('destination: { local: "no", country: DE }'), 'test');
  expect(inForce(configuration, {})).toEqual(configuration);
  expect(inForce(configuration, { 'terms.txt': 'x' })).toEqual({
    ...configuration,
    labelFiles: { 'terms.txt': 'x' },
  });
});

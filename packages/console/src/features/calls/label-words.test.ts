import { expect, test } from 'vitest';
import { english } from '../../text/english.ts';
import { labelOrigins } from './label-words.ts';

test('each label says where it came from, also from several places, and none that the record does not name', () => {
  const labels = ['code', 'personal', 'special'];
  const facts = { labelSources: { key: ['code'], run: ['special'], resent: ['special'], header: 'odd' } };
  expect(labelOrigins({ labels, facts }, english.deciding)).toEqual([
    ['code', 'declared by the key'],
    ['personal', 'found in the bytes; the record names no other source'],
    ['special', 'carried over by the run and carried by a text that was sent before'],
  ]);
});

test('a record that names no sources is said to name none', () => {
  for (const facts of [{}, { labelSources: null }, { labelSources: ['code'] }]) {
    const [[, origin] = []] = labelOrigins({ labels: ['code'], facts }, english.deciding);
    expect(origin).toContain('the record names no other source');
  }
});

/**
 * What does a decision cost? Sets of 20 and 200 rules as people write them, asked about calls that differ (nothing is
 * remembered) and about the same call again (which is what a node mostly does), and what a set costs to load.
 *
 *   npm run bench:policy [-- --decisions 2000]
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { createCedarEngine, loadCedar, type PolicyEngine } from '../packages/commonhold/src/policy/index.ts';
import { rulesText } from './gate/rules.ts';

const { values: options } = parseArgs({ options: { decisions: { type: 'string', default: '2000' } } });
const decisions = Number(options.decisions);
type Question = Parameters<PolicyEngine['decide']>[0];

const before = process.memoryUsage().rss;
const started = performance.now();
const cedar = await loadCedar();
const loadMs = performance.now() - started;
console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.versions.node}`);
console.log(
  `loading Cedar: ${loadMs.toFixed(0)} ms, ${((process.memoryUsage().rss - before) / 2 ** 20).toFixed(0)} MiB\n`,
);
console.log('| rules | check and load, ms | new question p50 ms | p99 ms | known question µs |');
console.log('|---|---|---|---|---|');
for (const rules of [20, 200]) {
  const loading = performance.now();
  const files = [{ name: 'rules.cedar', text: rulesText(rules) }];
  const engine = createCedarEngine(cedar, files, {
    mode: 'enforce',
    vocabulary: {
      labels: new Set(['personal', 'special', 'secret', 'confidential', 'code']),
      providers: undefined,
    },
    folder: 'policies',
  });
  const checkMs = performance.now() - loading;
  for (let number = 0; number < 200; number++) engine.decide(question(`warm-${number}`));
  const times: number[] = [];
  for (let number = 0; number < decisions; number++) {
    const asked = question(`model-${number}`);
    const from = performance.now();
    engine.decide(asked);
    times.push(performance.now() - from);
  }
  times.sort((left, right) => left - right);
  const same = question('model-1');
  const repeats = 200_000;
  const from = performance.now();
  for (let number = 0; number < repeats; number++) engine.decide(same);
  const knownMicroseconds = ((performance.now() - from) / repeats) * 1000;
  console.log(
    `| ${rules} | ${checkMs.toFixed(0)} | ${at(times, 0.5).toFixed(2)} | ${at(times, 0.99).toFixed(2)} | ${knownMicroseconds.toFixed(1)} |`,
  );
}

function question(model: string): Question {
  return {
    principal: { id: 'p_1', kind: 'person', role: 'member', project: 'default' },
    action: 'model.call',
    model,
    destination: {
      provider: 'acme',
      legalEntity: 'Acme',
      country: 'DE',
      retentionDays: 0,
      trainsOnData: false,
      local: 'no',
    },
    facts: { labels: ['code'], overBudget: false, approvals: [] },
  };
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

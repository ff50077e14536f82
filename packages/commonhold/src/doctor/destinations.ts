import { type DestinationFacts, factAgeDays, factMaxAgeDays, factNames, factsOf } from '#providers';
import type { Check } from './check.ts';
import { attention, good, type Observation } from './finding.ts';

/** Whether anything is known of the places that content can go to, and whether it was read lately. */
export const destinationsCheck: Check = {
  name: 'destinations',
  group: 'Providers',
  async look({ configuration, world }): Promise<Observation[]> {
    if (configuration.type === 'invalid') return [];
    const rows = Object.entries(configuration.value.providers).map(([name, row]) => ({
      name,
      ...factsOf(row),
    }));
    const away = rows.filter(({ local }) => local === 'no');
    if (away.length === 0) return [good('No provider is configured beyond machines of yours.')];
    const now = world.clock.now();
    const found = away.flatMap((row) => observe(row.name, row, now));
    if (found.length > 0) return found;
    return [
      good(
        `Something is known of every place that content can go to: ${away.map(({ name }) => name).join(', ')}.`,
      ),
    ];
  },
};

function observe(name: string, { facts, vendor }: DestinationFacts, now: number): Observation[] {
  if (factNames.every((fact) => facts[fact].value === undefined)) {
    return [
      attention(
        `Nothing is known of the provider ${name}: not who runs it, not where, not what it keeps.`,
        `${vendor === undefined ? 'Name its vendor in commonhold.yaml, or write' : 'Nothing of its vendor was read; write'} what your contract says under providers.${name}.destination.`,
      ),
    ];
  }
  const old = factNames.filter((fact) => {
    const { by, catalog } = facts[fact];
    return (
      by === 'catalog' && catalog?.evidence === 'page' && factAgeDays(catalog.read, now) > factMaxAgeDays
    );
  });
  if (old.length === 0) return [];
  return [
    attention(
      `${old.length} facts about the provider ${name} were read more than ${factMaxAgeDays} days ago.`,
      `Run "commonhold destinations show ${name}", look at the pages that it names, and write under destination what has changed.`,
    ),
  ];
}

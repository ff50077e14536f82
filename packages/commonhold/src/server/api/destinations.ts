import {
  type DestinationRow,
  type Fact,
  factAgeDays,
  factMaxAgeDays,
  factNames,
  factsOf,
  factTitles,
} from '#providers';
import type { HealthView } from '#gate';
import { type ApiContext, apiRoutes } from './context.ts';
import type { CatalogFactView, DestinationsView, DestinationView, FactView } from './destinations-view.ts';

/** Where calls can go, for people who decide about it: the facts, how each is known, and how old it is. */
export function destinationsApi(context: ApiContext) {
  return apiRoutes().get('/', (request) => {
    const now = context.clock.now();
    const rows = Object.entries(context.destinations());
    const view: DestinationsView = {
      destinations: [
        engineInside,
        ...rows.map(([name, row]) =>
          viewOf(name, row, now, {
            health: context.gate.health.of(name),
            credentialMissing: row.authentication === 'stored' && !context.credentials.has(name),
          }),
        ),
      ],
    };
    return request.json(view);
  });
}

const engineInside: DestinationView = {
  name: 'local',
  local: 'verified',
  regions: [],
  models: [],
  facts: [],
};

function viewOf(
  name: string,
  row: DestinationRow & { readonly models: readonly string[] },
  now: number,
  { health, credentialMissing }: { health: HealthView | undefined; credentialMissing: boolean },
): DestinationView {
  const { vendor, region, local, regions, facts } = factsOf(row);
  return {
    name,
    local,
    ...(vendor === undefined ? {} : { vendor: { id: vendor.id, title: vendor.title } }),
    ...(region === undefined ? {} : { region }),
    regions,
    models: row.models,
    ...(credentialMissing ? { credentialMissing } : {}),
    ...(health === undefined ? {} : { health }),
    facts: factNames.map((fact): FactView => {
      const { by, value, catalog } = facts[fact];
      return {
        name: fact,
        title: factTitles[fact],
        by,
        ...(value === undefined ? {} : { value }),
        ...(catalog === undefined ? {} : { catalog: catalogView(catalog, now) }),
      };
    }),
  };
}

function catalogView(fact: Fact<string | number | boolean>, now: number): CatalogFactView {
  switch (fact.evidence) {
    case 'page': {
      const { evidence, value, source, read } = fact;
      const ageDays = factAgeDays(read, now);
      return { evidence, value, source, read, ageDays, old: ageDays > factMaxAgeDays, ...noteOf(fact) };
    }
    case 'general-knowledge':
      return { evidence: fact.evidence, value: fact.value, ...noteOf(fact) };
    case 'unknown':
      return fact;
  }
}

function noteOf({ note }: { readonly note?: string | undefined }): { readonly note?: string } {
  return note === undefined ? {} : { note };
}

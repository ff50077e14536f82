import type { CatalogModelView } from 'commonhold/api';

/** A row of the catalog that fits and can be fetched. */
export function catalogModel(change: Partial<CatalogModelView> = {}): CatalogModelView {
  return {
    name: 'a-model',
    title: 'A Model',
    file: 'a-model.gguf',
    licence: { id: 'Apache-2.0', osi: true },
    openness: { weights: 'yes', data: 'yes', trainingCode: 'yes', source: 'its report' },
    sizeBytes: 1_900_000_000,
    sizeExact: true,
    quantisation: 'Q4_K_M',
    contextTokens: 8192,
    parameters: { total: 3e9, active: 3e9 },
    purpose: 'work',
    released: '2026-01',
    goodFor: ['everyday questions'],
    fit: { fits: 'now', needsBytes: 2_600_000_000, plannedContextTokens: 8192, why: 'It fits.' },
    sources: [{ kind: 'hub', text: 'a hub, org/a-model', host: 'hub.example' }],
    pull: { possible: true, pin: { sha256: '00'.repeat(32), by: 'others', note: 'by others' } },
    keptBytes: 0,
    ...change,
  };
}

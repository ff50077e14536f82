import type { CatalogModelView } from 'commonhold/api';

/** What of the catalog is shown, as the address of the page holds it, so that going back finds it again. */
export interface CatalogChoice {
  readonly words: string;
  readonly licence: string | undefined;
  readonly open: 'full' | 'weights' | undefined;
  readonly fitsOnly: boolean;
}

export const everything: CatalogChoice = { words: '', licence: undefined, open: undefined, fitsOnly: false };

export function readChoice(address: URLSearchParams): CatalogChoice {
  const open = address.get('open');
  return {
    words: address.get('q') ?? '',
    licence: address.get('licence') ?? undefined,
    open: open === 'full' || open === 'weights' ? open : undefined,
    fitsOnly: address.get('fits') === 'yes',
  };
}

export function writeChoice({ words, licence, open, fitsOnly }: CatalogChoice): URLSearchParams {
  return new URLSearchParams({
    ...(words === '' ? {} : { q: words }),
    ...(licence === undefined ? {} : { licence }),
    ...(open === undefined ? {} : { open }),
    ...(fitsOnly ? { fits: 'yes' } : {}),
  });
}

/** Rows that were chosen: what fits first, and in that the order of the node, the able first. */
export function chosen(
  rows: readonly CatalogModelView[],
  { words, licence, open, fitsOnly }: CatalogChoice,
): readonly CatalogModelView[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return rows
    .filter(
      (row) =>
        wanted.every((word) => textOf(row).includes(word)) &&
        (licence === undefined || row.licence.id === licence) &&
        (open === undefined || open === opennessOf(row)) &&
        (!fitsOnly || row.fit.fits !== 'too large'),
    )
    .toSorted((one, other) => fitOrder[one.fit.fits] - fitOrder[other.fit.fits]);
}

const fitOrder = { now: 0, 'when others are closed': 1, 'too large': 2 } as const;

/** `full` where weights, data and code are public; what is unknown does not count as public. */
function opennessOf({ openness }: CatalogModelView): CatalogChoice['open'] {
  const { weights, data, trainingCode } = openness;
  if (weights !== 'yes') return undefined;
  return data === 'yes' && trainingCode === 'yes' ? 'full' : 'weights';
}

function textOf({ name, title, goodFor, licence }: CatalogModelView): string {
  return [name, title, licence.id, ...goodFor].join(' ').toLowerCase();
}

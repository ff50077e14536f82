/** One cell: what becomes of a feature between a client's wire and a provider's. */
export type Cell =
  | { readonly type: 'ok' }
  | { readonly type: 'unasked' }
  | { readonly type: 'warned' | 'refused'; readonly why: readonly string[] };

export type Table = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, Cell>>>;

/** The matrix as it stands in the documentation: a table for each client's wire, and why under it. */
export function written(table: Table): string {
  const reasons: string[] = [];
  const numberOf = (why: string): number => {
    if (!reasons.includes(why)) reasons.push(why);
    return reasons.indexOf(why) + 1;
  };
  const sections = [...table].map(([client, rows]) => {
    const vendors = [...([...rows.values()][0] ?? new Map<string, Cell>()).keys()];
    const lines = [...rows].map(([feature, cells]) => {
      const texts = vendors.map((vendor) => text(cells.get(vendor), numberOf));
      return `| ${[feature, ...texts].join(' | ')} |`;
    });
    return [
      `#### Clients of \`${client}\``,
      '',
      `| | ${vendors.map((vendor) => `\`${vendor}\``).join(' | ')} |`,
      `|${'---|'.repeat(vendors.length + 1)}`,
      ...lines,
    ].join('\n');
  });
  const notes = reasons.map((why, at) => `${at + 1}. ${why}`).join('\n');
  return `${sections.join('\n\n')}\n\nWhy:\n\n${notes}`;
}

function text(cell: Cell | undefined, numberOf: (why: string) => number): string {
  switch (cell?.type) {
    case undefined:
    case 'unasked':
      return '–';
    case 'ok':
      return 'ok';
    case 'warned':
    case 'refused':
      return `${cell.type}: ${cell.why.map(numberOf).join(', ')}`;
  }
}

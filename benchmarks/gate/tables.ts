/** One round of one gateway: CPU microseconds a request by thread, how long clients waited, and its memory after it. */
export interface Row {
  readonly main: number;
  readonly writer: number;
  readonly others: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly perSecond: number;
  readonly megabytes: number;
}

export type RowsByName = ReadonlyMap<string, readonly Row[]>;

/** What each gateway costs its machine and its clients, beside the least that it could. */
export function gatewaysTable(title: string, bare: string, byName: RowsByName): string {
  const lines = [
    `| ${title} | CPU µs/request | × bare | p50 ms | p99 ms | requests/s | memory MB |`,
    '|---|---|---|---|---|---|---|',
  ];
  for (const [name, rows] of byName) {
    const middle = (figure: (row: Row) => number): number => median(rows.map(figure));
    const cells = [
      name,
      whole(middle(total)),
      timesBare(rows, byName.get(bare)).toFixed(1),
      milliseconds(middle(({ p50Ms }) => p50Ms)),
      milliseconds(middle(({ p99Ms }) => p99Ms)),
      whole(middle(({ perSecond }) => perSecond)),
      whole(middle(({ megabytes }) => megabytes)),
    ];
    lines.push(`| ${cells.join(' | ')} |`);
  }
  return lines.join('\n');
}

/** Where the time of gateways of our own kind goes. */
export function threadsTable(title: string, byName: RowsByName): string {
  const lines = [`| ${title} | main | writer | others |`, '|---|---|---|---|'];
  for (const [name, rows] of byName) {
    const of = (thread: 'main' | 'writer' | 'others'): string =>
      whole(median(rows.map((row) => row[thread])));
    lines.push(`| ${name} | ${of('main')} | ${of('writer')} | ${of('others')} |`);
  }
  return lines.join('\n');
}

/** What a request costs at each size, and what each further kilobyte costs beyond the smallest size: linear is flat. */
export function sizesTable(bare: string, bySize: ReadonlyMap<number, RowsByName>): string {
  const [smallest = 0] = bySize.keys();
  const lines = [
    '| body | gateway | CPU µs/request | × bare | µs for each KB more |',
    '|---|---|---|---|---|',
  ];
  for (const [kilobytes, byName] of bySize) {
    for (const [name, rows] of byName) {
      const least = median((bySize.get(smallest)?.get(name) ?? []).map(total));
      const cost = median(rows.map(total));
      const more = kilobytes === smallest ? '' : ((cost - least) / (kilobytes - smallest)).toFixed(1);
      const times = timesBare(rows, byName.get(bare)).toFixed(1);
      lines.push(`| ${whole(kilobytes)} KB | ${name} | ${whole(cost)} | ${times} | ${more} |`);
    }
  }
  return lines.join('\n');
}

function total({ main, writer, others }: Row): number {
  return main + writer + others;
}

/** Taken round by round, so that a slow minute of the machine counts for both sides. */
export function timesBare(rows: readonly Row[], yardstick: readonly Row[] | undefined): number {
  return median(
    rows.map((row, round) => {
      const beside = yardstick?.[round];
      return beside === undefined ? NaN : total(row) / total(beside);
    }),
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** Three figures that mean something. */
function milliseconds(value: number): string {
  return value >= 1000 ? whole(value) : String(Number(value.toPrecision(3)));
}

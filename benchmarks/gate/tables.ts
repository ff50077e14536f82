/** One round of one gateway: CPU microseconds a request by thread, and how long clients waited. */
export interface Row {
  readonly main: number;
  readonly writer: number;
  readonly others: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly perSecond: number;
}

type RowsByName = ReadonlyMap<string, readonly Row[]>;

/** The tables of small requests, with many connections and with one, and by thread. */
export function smallTables(bare: string, many: RowsByName, one: RowsByName): string {
  return [
    gatewaysTable('32 connections', bare, many),
    gatewaysTable('1 connection', bare, one),
    threadsTable(many),
  ].join('\n\n');
}

function gatewaysTable(title: string, bare: string, byName: RowsByName): string {
  const lines = [
    `| ${title} | CPU µs/request | × bare | p50 ms | p99 ms | requests/s |`,
    '|---|---|---|---|---|---|',
  ];
  for (const [name, rows] of byName) {
    lines.push(
      `| ${name} | ${median(rows.map(total)).toFixed(0)} | ${timesBare(rows, byName.get(bare)).toFixed(1)} | ` +
        `${median(rows.map(({ p50Ms }) => p50Ms)).toFixed(2)} | ${median(rows.map(({ p99Ms }) => p99Ms)).toFixed(1)} | ` +
        `${Math.round(median(rows.map(({ perSecond }) => perSecond))).toLocaleString('en')} |`,
    );
  }
  return lines.join('\n');
}

function threadsTable(byName: RowsByName): string {
  const lines = ['| Thread, µs/request at 32 connections | main | writer | others |', '|---|---|---|---|'];
  for (const [name, rows] of byName) {
    const of = (thread: 'main' | 'writer' | 'others'): string =>
      median(rows.map((row) => row[thread])).toFixed(0);
    lines.push(`| ${name} | ${of('main')} | ${of('writer')} | ${of('others')} |`);
  }
  return lines.join('\n');
}

/** What a request costs at each size, and what each further kilobyte costs beyond the smallest size: linear is flat. */
export function sizesTable(bare: string, bySize: ReadonlyMap<number, RowsByName>): string {
  const [smallest] = bySize.keys();
  const names = [...(bySize.get(smallest ?? 0)?.keys() ?? [])];
  const lines = [
    '| body | gateway | CPU µs/request | × bare | µs for each KB more |',
    '|---|---|---|---|---|',
  ];
  for (const [kilobytes, byName] of bySize) {
    for (const name of names) {
      const rows = byName.get(name) ?? [];
      const least = median((bySize.get(smallest ?? 0)?.get(name) ?? []).map(total));
      const cost = median(rows.map(total));
      const more = kilobytes === smallest ? '' : ((cost - least) / (kilobytes - (smallest ?? 0))).toFixed(2);
      lines.push(
        `| ${kilobytes} KB | ${name} | ${Math.round(cost).toLocaleString('en')} | ${timesBare(rows, byName.get(bare)).toFixed(1)} | ${more} |`,
      );
    }
  }
  return lines.join('\n');
}

function total({ main, writer, others }: Row): number {
  return main + writer + others;
}

/** Taken round by round, so that a slow minute of the machine counts for both sides. */
function timesBare(rows: readonly Row[], yardstick: readonly Row[] | undefined): number {
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

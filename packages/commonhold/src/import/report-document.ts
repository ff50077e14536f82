import type { CostReport, TokenReport } from './report-sums.ts';
import type { ImportReport, VendorReport } from './report.ts';
import type { LateModel } from './stand-ins.ts';

/** The report as a terminal and a file show it: headings, sentences and tables. */
export interface ReportSection {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly table?: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
  /** What is to be done or known behind the table. */
  readonly after?: readonly string[];
}

export function reportSections(report: ImportReport): readonly ReportSection[] {
  return [
    whole(report),
    ...(report.months.length === 0 ? [] : [months(report)]),
    vendors(report),
    secrets(report),
    personal(report),
    ...stops(report),
    ...(Object.keys(report.partial).length === 0 ? [] : [lacks(report)]),
    ...(report.files.length === 0 ? [] : [files(report)]),
  ];
}

function whole(report: ImportReport): ReportSection {
  const { calls, first, last, days, undated } = report;
  const when =
    first === undefined || last === undefined
      ? 'none with a time'
      : `on ${count(days, 'day')}, from ${first} to ${last}`;
  const none = undated > 0 && first !== undefined ? [`${count(undated, 'call')} without a time.`] : [];
  return {
    title: 'What your past hung on',
    sentences: [
      `${count(calls, 'imported call')} ${when}, by the word of the files. Nothing of it is proven: this node did not see these calls.`,
      ...none,
      costSentence(report),
      tokenSentence(report.tokens, calls),
    ],
  };
}

function costSentence({ cost, lists }: ImportReport): string {
  const { told, listed, unknown } = cost;
  const by = Object.keys(lists).filter((name) => name !== '');
  const parts = [
    ...(told.calls > 0
      ? [`${dollars(told.dollars)} by the word of the files (${count(told.calls, 'call')})`]
      : []),
    ...(listed.calls > 0
      ? [
          `${dollars(listed.dollars)} by published prices for the day of each call (${count(listed.calls, 'call')}; ${by.join(', ')}; a subscription pays otherwise)`,
        ]
      : []),
    ...(unknown.calls > 0 ? [`unknown for ${count(unknown.calls, 'call')}, which is not nothing`] : []),
  ];
  return `Cost: ${parts.length === 0 ? 'unknown' : parts.join('; ')}.`;
}

function tokenSentence(tokens: TokenReport, calls: number): string {
  if (tokens.known === 0) return 'Tokens: the files do not say.';
  return `Tokens: ${tokens.input} sent (${tokens.cached} of them from a cache), ${tokens.output} answered; told for ${tokens.known} of ${count(calls, 'call')}.`;
}

function months(report: ImportReport): ReportSection {
  return {
    title: 'Cost by month and model',
    sentences: ['In US dollars. A part whose cost nobody knows is counted apart and is in no sum.'],
    table: {
      head: ['month', 'vendor', 'model', 'calls', 'told', 'by the list', 'unknown calls'],
      rows: report.months.flatMap(({ month, models }) =>
        models.map(({ vendor, model, calls, cost }, at) => [
          at === 0 ? month || 'no time' : '',
          vendor,
          model,
          String(calls),
          amount(cost.told),
          amount(cost.listed),
          cost.unknown.calls === 0 ? '' : String(cost.unknown.calls),
        ]),
      ),
    },
  };
}

function vendors(report: ImportReport): ReportSection {
  return {
    title: 'Vendors and models',
    sentences: [],
    table: {
      head: ['vendor', 'share', 'model', 'calls', 'first', 'last', 'cost'],
      rows: report.vendors.flatMap((vendor) =>
        vendor.models.map((model, at) => [
          at === 0 ? vendor.vendor : '',
          at === 0 ? percent(vendor.share) : '',
          model.model,
          String(model.calls),
          model.first ?? '',
          model.last ?? '',
          at === 0 ? costInShort(vendor.cost) : '',
        ]),
      ),
    },
  };
}

/** The label of what is to be made anew once it was sent. */
const secretLabel = 'secret';

function secrets(report: ImportReport): ReportSection {
  const found = report.found.filter(({ label }) => label === secretLabel);
  return {
    title: 'Secrets that went out',
    sentences: [
      found.length === 0
        ? 'The detectors of this node found none. They do not find everything.'
        : 'Counts, never values. Whoever got them may have them still.',
    ],
    ...(found.length === 0
      ? {}
      : {
          table: foundTable(found),
          after: [
            'What to do: make new ones where they were issued, and then revoke these. Erasing calls here does not take them back from anybody.',
            'Which calls: commonhold calls --origin import --label secret',
          ],
        }),
  };
}

function personal(report: ImportReport): ReportSection {
  const found = report.found.filter(({ label }) => label !== secretLabel);
  return {
    title: 'Personal and other data that went out',
    sentences: [
      found.length === 0
        ? 'The detectors of this node found none. They do not find everything; names of people above all.'
        : 'In what was sent and answered, as far as the detectors of this node find it; names of people are not found reliably.',
    ],
    ...(found.length === 0 ? {} : { table: foundTable(found) }),
  };
}

function foundTable(found: ImportReport['found']) {
  return {
    head: ['kind', 'label', 'places', 'calls', 'first', 'last', 'to'],
    rows: found.map(({ detector, label, places, calls, first, last, vendors: to }) => [
      detector,
      label,
      String(places),
      String(calls),
      first ?? '',
      last ?? '',
      to.join(', '),
    ]),
  };
}

function stops(report: ImportReport): readonly ReportSection[] {
  const { vendors: all, last = '' } = report;
  const quiet = all.filter(({ late }) => late.calls === 0).map(({ vendor }) => vendor);
  const unused: ReportSection = {
    title: 'Vendors that were not used of late',
    sentences: [
      `Nothing would stop if these vanished, as far as the last thirty days of the files tell${last && `, up to ${last}`}: ${quiet.join(', ')}.`,
    ],
  };
  return [
    ...all.filter(({ late }) => late.calls > 0).map((vendor) => stop(vendor, report)),
    ...(quiet.length === 0 ? [] : [unused]),
  ];
}

function stop(
  { vendor, late, standIns }: VendorReport,
  { last = '', pullable }: ImportReport,
): ReportSection {
  const here = standIns.map(({ model, provider }) => `${model} (${provider})`);
  return {
    title: `If ${vendor} vanished tomorrow`,
    sentences: [
      `${perDay(late.perDay)} would stop, as in the last thirty days of the files, up to ${last}.`,
      ...late.models.map(weightsSentence),
      here.length === 0
        ? 'On this node nothing could be asked instead.'
        : `On this node, by name only and not tried: ${here.join(', ')}.`,
      ...(pullable.length === 0
        ? []
        : [
            `To be fetched from the catalog, fit for this machine and not tried: ${pullable.join(', ')} (commonhold pull <name>).`,
          ]),
    ],
  };
}

function weightsSentence({ model, calls, weights, alsoListed }: LateModel): string {
  const also =
    alsoListed.length === 0
      ? 'the list of prices has it for nobody else'
      : `the list of prices has it also for ${alsoListed.join(', ')}; whether they run it themselves is not known`;
  const kind = {
    open: 'by its name open weights, which anybody may run who has the machine',
    closed: 'by its name closed weights: only its maker, and whom the maker lets, can run it',
    unknown: 'whether its weights are open is not known from its name',
  }[weights];
  return `${model} (${count(calls, 'call')}): ${kind}; ${also}.`;
}

function lacks({ partial, calls }: ImportReport): ReportSection {
  return {
    title: 'What the files do not hold',
    sentences: Object.entries(partial).map(
      ([part, some]) => `${lacksText(part)}: not in ${some} of ${count(calls, 'call')}.`,
    ),
  };
}

const parts: Readonly<Record<string, string>> = {
  system: 'the instructions that the tool sent before everything else',
  tools: 'the descriptions of the tools that the model could use',
  settings: 'settings such as the temperature',
  history: 'what was said before; it stands in the calls before it',
  messages: 'what was asked',
  answer: 'the answer',
  images: 'pictures and files that were sent along',
  model: 'the name of the model',
  vendor: 'the vendor',
  time: 'when it was',
};

/** What a call lacks, in plain words. */
export function lacksText(part: string): string {
  return parts[part] ?? part;
}

function files({ files: all }: ImportReport): ReportSection {
  return {
    title: 'Files that these calls came from',
    sentences: ['Who has the file can show by its SHA-256 that it is the one.'],
    table: {
      head: ['imported', 'file', 'format', 'calls', 'sha-256'],
      rows: all.map(({ time, name, from, calls, digest }) => [
        time.slice(0, 'yyyy-mm-dd'.length),
        name ?? '',
        from,
        String(calls),
        hexOf(digest),
      ]),
    },
  };
}

/** As `sha256sum` prints it. */
export function hexOf(digest: string): string {
  return Buffer.from(digest, 'base64url').toString('hex');
}

function costInShort({ told, listed, unknown }: CostReport): string {
  const known = [
    ...(told.calls > 0 ? [dollars(told.dollars)] : []),
    ...(listed.calls > 0 ? [`${dollars(listed.dollars)} listed`] : []),
  ];
  if (unknown.calls > 0) known.push(`unknown for ${unknown.calls}`);
  return known.join(', ');
}

function amount({ calls, dollars: some }: { readonly calls: number; readonly dollars: number }): string {
  return calls === 0 ? '' : dollars(some);
}

/** Small amounts keep their cents' parts: nothing that cost something is shown as nothing. */
function dollars(some: number): string {
  if (some === 0) return '$0';
  return some >= 0.01 ? `$${some.toFixed(2)}` : `$${some.toPrecision(2)}`;
}

function perDay(calls: number): string {
  return calls >= 1 ? `${count(Math.round(calls), 'call')} a day` : 'Less than one call a day';
}

function percent(share: number): string {
  return share >= 0.01 ? `${Math.round(share * 100)} %` : '< 1 %';
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

import type { FlowSumsView } from 'commonhold/api';

const countryNames = new Intl.DisplayNames('en', { type: 'region' });

/** Whose names begin with “the” in a sentence. */
const countriesWithArticle = new Set(['US', 'GB', 'NL', 'AE', 'PH']);

const list = new Intl.ListFormat('en', { type: 'conjunction' });

const times = (count: string): string => (count === '1' ? '1 time' : `${count} times`);
const ofCalls = (calls: string): string => (calls === '1' ? '1 call' : `${calls} calls`);

/** Codes of refusals that are worth words; others show the code that the client got. */
const refusals: Readonly<Record<string, string>> = {
  policy_denied: 'by a rule',
  concurrency_exceeded: 'too many at once',
  node_busy: 'node was busy',
  credential_missing: 'no credential',
};

export const where = {
  lead: 'Who sent what to whom, and into which country: counted on the record, for any time.',
  own: 'These are your own calls.',
  empty: 'Nothing was sent in this time, and nothing was refused.',
  sentence: (
    { leftNode }: Pick<FlowSumsView, 'leftNode'>,
    { sent, calls, left }: { readonly sent: string; readonly calls: string; readonly left: string },
  ) =>
    leftNode === 0
      ? `${ofCalls(calls)}, sent ${times(sent)}. None of it left this node.`
      : `${ofCalls(calls)}, sent ${times(sent)}; ${left} of these sendings left this node.`,
  countries: (names: readonly string[], unknown: string) =>
    [
      names.length === 0 ? '' : `What left it went to ${list.format(names)}.`,
      unknown === '0'
        ? ''
        : `Of ${unknown === '1' ? '1 sending' : `${unknown} sendings`} the country is not known.`,
    ]
      .filter((part) => part !== '')
      .join(' '),
  refusedSum: (count: string) =>
    count === '1'
      ? '1 call was refused; nothing of it was sent.'
      : `${count} calls were refused; nothing of them was sent.`,
  onePlace: (name: string) => `Everything that was sent went to one place: ${name}.`,
  unlabelled: (count: string) =>
    `In what was sent ${times(count)} no label was found. That does not say that nothing personal was in it: names of people are not reliably found.`,
  sizes: (sent: string, received: string) =>
    `${sent} were sent and ${received} came back. Sizes are rounded up, each by an eighth at most, as those of stored bodies are.`,
  sizesUnknown: (count: string) => `Of ${count} sendings the size is not known.`,
  diagram: {
    title: 'The flow',
    caption:
      'From who sent it, through the labels that were found in it, to where it went. Heights are in proportion to how often something was sent; the table below says the same in words.',
    columns: { who: 'Who', what: 'Labels', where: 'Where, by country' },
    narrow: 'The drawing needs a wider window. The table below says the same.',
    others: (count: number) => `${count} others`,
    showAll: 'Draw all of them by name',
    showFew: 'Draw the smallest of each column together',
    /** Beside a count; the country’s heading says it of the engine inside. */
    whose: { verified: '', declared: 'declared local', no: 'rented', agents: 'told by its hook' },
    again: 'A call that was handed on from one place to another was sent to both, and is drawn twice.',
    opens: 'Each part opens the list of its calls.',
    ribbon: (from: string, to: string, count: string) => `${from} to ${to}: ${count}`,
  },
  count: { sent: times, refused: (count: string) => `${ofCalls(count)} refused` },
  labels: (labels: readonly string[]) => (labels.length === 0 ? 'no label found' : labels.join(' + ')),
  erasedLabels: 'erased',
  erasedSender: 'erased',
  kinds: { person: 'person', app: 'app', agent: 'agent' },
  local: { verified: 'the engine inside this node', declared: 'declared local', no: 'rented' },
  agents: 'tools of agents',
  agentsNote: 'on the agent’s own machine, told by its hook',
  ofAgents: (count: string) =>
    `Besides, ${times(count)} an agent ran a tool by itself, on its own machine, as its hook told. This node sent nothing of it; where it went from there is not known here.`,
  here: 'In this node',
  atAgents: 'On agents’ own machines',
  nowhere: 'Went nowhere',
  otherPlaces: 'Other places',
  /** As it stands in a sentence: some names have an article there. */
  toCountry: (code: string) => {
    const name = countryNames.of(code) ?? code;
    return countriesWithArticle.has(code) ? `the ${name}` : name;
  },
  country: (code: string) => (code === '' ? 'Country unknown' : (countryNames.of(code) ?? code)),
  entityUnknown: 'legal entity unknown',
  refused: (code: string) => `refused: ${refusals[code] ?? code}`,
  table: {
    title: 'Every flow',
    caption: 'Every flow: who, labels, where, sendings, calls, sizes',
    who: 'Who',
    what: 'Labels',
    where: 'Where',
    sendings: 'Sent',
    calls: 'Calls',
    sent: 'Out',
    received: 'Back',
    open: 'show calls',
    openName: (who: string, what: string, place: string) => `Show calls of ${who}, ${what}, ${place}`,
    note: 'A call counts where it ended, so that a place which a call was handed on from can have fewer calls than sendings. The list of calls can be asked for one label only: where a row has several, the list shows the first, and it also finds labels of answers.',
    more: (count: number) => `Show ${count} more`,
    none: '–',
    unknown: 'unknown',
    atLeast: (size: string) => `${size} or more`,
  },
  places: {
    title: 'By destination, with what it cost',
    where: 'Where',
    sendings: 'Sent',
    calls: 'Calls',
    cost: 'Cost',
    notKept: 'not on record',
    nothingBought: 'nothing is bought here',
    otherDays: (zone: string) => `Costs are kept by days of ${zone}, and so differ a little at both ends.`,
    more: 'What it cost, and for what',
  },
  take: {
    title: 'Take it away',
    lead: 'Files of exactly this time. They hold who and where, and nothing that was said.',
    csv: 'Every flow as a table (CSV)',
    processing: 'A record of processing, as a document (Markdown)',
    processingCsv: 'A record of processing, as a table (CSV)',
    processingNote:
      'The record of processing has a row for each recipient, as Article 30 of the GDPR asks. Purposes, the persons whom the data is about and other things that nobody told the node stand in it as unknown, for you to fill in.',
    command: 'The same at a terminal:',
    print: 'Print this page',
  },
};

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const calls = (count: string): string => (count === '1' ? '1 call' : `${count} calls`);
const places = (count: string): string => (count === '1' ? '1 place' : `${count} places`);

const lacks: Readonly<Record<string, string>> = {
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

export const imports = {
  lead: 'Your past with models, read from the files that other tools kept. It stays on this node.',
  choose: {
    title: 'Read files',
    label: 'Files',
    help: 'Sessions of Claude Code and Codex, exports of ChatGPT and Claude (also the zip), logs of LiteLLM, exports of Langfuse, and our own JSONL. What a file is, is found by looking at it.',
    placeholder: 'Choose files',
    start: 'Import',
    stop: 'Stop',
    command: 'On the machine of the node, this command looks in the usual places and asks before it reads:',
    commandLine: 'commonhold import',
  },
  underWay: (name: string) => `Reading ${name}`,
  elsewhere: 'Another import, from the command line or another page',
  progress: (added: string, known: string, bytes: string, size: string) =>
    `${calls(added)} added${known === '0' ? '' : `, ${known} already on record`}; ${bytes} of ${size}`,
  results: 'What came of the files',
  result: {
    done: (format: string, added: string, known: string) =>
      `${format}: ${calls(added)} added${known === '0' ? '' : `, ${known} already on record`}.`,
    broken: (count: string) => `${count} lines or elements could not be read:`,
    brokenAt: (number: string, reason: string) => `number ${number}: ${reason}`,
    moreBroken: (count: string) => `and ${count} more`,
    stopped: (added: string) => `Stopped. ${calls(added)} stay on record; import the file again to go on.`,
  },
  empty: 'Nothing was imported yet.',
  report: {
    title: 'What your past hung on',
    sentence: (count: string, days: string, first: string, last: string) =>
      `${calls(count)} on ${days === '1' ? '1 day' : `${days} days`}, from ${first} to ${last}, by the word of the files.`,
    undated: (count: string) => `${calls(count)} without a time.`,
    notProven: 'Imported calls are not proven: this node did not see them.',
    cost: 'What it cost',
    told: (amount: string, count: string) => `${amount} by the word of the files (${calls(count)})`,
    listed: (amount: string, count: string) =>
      `${amount} by the published prices of those days (${calls(count)}); whoever had a subscription paid otherwise`,
    unknown: (count: string) => `unknown for ${calls(count)}, which is not nothing`,
    tokens: 'Tokens',
    tokenText: (input: string, cached: string, output: string, known: string, all: string) =>
      `${input} sent (${cached} of them from a cache), ${output} answered; told for ${known} of ${calls(all)}`,
    noTokens: 'The files do not say.',
    vendors: 'Vendors and models',
    columns: {
      vendor: 'Vendor',
      model: 'Model',
      calls: 'Calls',
      share: 'Share',
      first: 'First',
      last: 'Last',
    },
    found: 'What went out',
    foundLead:
      'Personal data and secrets in what was sent and answered, as far as the detectors of this node find them. Counts, never values.',
    foundNothing: 'The detectors of this node found nothing. They do not find everything.',
    foundColumns: { kind: 'Kind', label: 'Label', places: 'Places', calls: 'Calls' },
    places,
    stop: 'What would stop tomorrow',
    stopLead: (day: string) =>
      `If a vendor vanished: the last thirty days of the files, up to ${day}. What could stand in is told by name alone; nobody has tried it.`,
    perDay: (count: string) => `${count} calls a day`,
    lessThanOne: 'less than one call a day',
    quiet: 'nothing of late',
    models: (names: readonly string[]) => `on ${list.format(names)}`,
    standIns: (names: readonly string[]) => `Here, not tried: ${list.format(names)}.`,
    noStandIn: 'Nothing on this node has its name or runs here.',
    partial: 'What the files do not hold',
    partialLine: (part: string, count: string) => `${lacks[part] ?? part}: missing in ${calls(count)}`,
    list: 'All imported calls',
  },
};

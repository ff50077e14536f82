const list = new Intl.ListFormat('en', { type: 'conjunction' });
const calls = (count: string): string => (count === '1' ? '1 call' : `${count} calls`);

export const imports = {
  lead: 'Your past with models, read from the files that other tools kept. It stays on this node.',
  choose: {
    title: 'Read files',
    label: 'Files',
    help: 'Sessions of Claude Code and Codex, exports of ChatGPT and Claude (also the zip), logs of LiteLLM, exports of Langfuse, and our own JSONL. What a file is, is found by looking at it. You see what is in it before anything is written.',
    placeholder: 'Choose files',
    start: 'Import',
    stop: 'Stop',
    leave: 'Leave it',
    command: 'On the machine of the node, this command looks in the usual places and asks before it reads:',
    commandLine: 'commonhold import',
  },
  look: {
    title: 'What is in the files',
    counts: (format: string, size: string, added: string, known: string) =>
      `${format}, ${size}: ${calls(added)} to add${known === '0' ? '' : `, ${known} on record already`}.`,
    period: (first: string, last: string) =>
      first === last ? `Made on ${first}.` : `Made from ${first} to ${last}.`,
    models: (names: readonly string[]) => `${names.length === 1 ? 'Model' : 'Models'}: ${names.join(', ')}.`,
    stopped: 'Stopped before its end. Nothing was written.',
  },
  looking: (name: string) => `Looking at ${name}; nothing is written`,
  lookProgress: (added: string, known: string, bytes: string, size: string) =>
    `${calls(added)} found${known === '0' ? '' : `, ${known} on record already`}; ${bytes} of ${size}`,
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
    imported: (day: string) => `This very file was imported on ${day}. Nothing was added.`,
    unanswered: (count: string) =>
      count === '1'
        ? 'One message that nobody answered is no call and is left out.'
        : `${count} messages that nobody answered are no calls and are left out.`,
    stopped: (added: string) => `Stopped. ${calls(added)} stay on record; import the file again to go on.`,
  },
  empty: 'Nothing was imported yet.',
  report: {
    title: 'What your past hung on',
    sentence: (count: string, days: string, first: string, last: string) =>
      `${calls(count)} on ${days === '1' ? '1 day' : `${days} days`}, from ${first} to ${last}, by the word of the files.`,
    undated: (count: string) => `${calls(count)} without a time.`,
    notProven: 'Imported calls are not proven: this node did not see them.',
    notCounted:
      'They are in no sum of the other pages: not in costs, nor in where data went, nor in any budget.',
    takeAway: 'To keep or hand on:',
    markdown: 'this report as Markdown',
    json: 'as JSON',
    cost: 'What it cost',
    told: (amount: string, count: string) => `${amount} by the word of the files (${calls(count)})`,
    listed: (amount: string, count: string, lists: readonly string[]) =>
      `${amount} by published prices for the day of each call (${calls(count)}; ${list.format(lists)}); whoever had a subscription paid otherwise`,
    unknown: (count: string) => `unknown for ${calls(count)}, which is not nothing`,
    tokens: 'Tokens',
    tokenText: (input: string, cached: string, output: string, known: string, all: string) =>
      `${input} sent (${cached} of them from a cache), ${output} answered; told for ${known} of ${calls(all)}`,
    noTokens: 'The files do not say.',
    months: 'Cost by month and model',
    monthsLead: 'In US dollars. Calls whose cost nobody knows are counted apart and are in no sum.',
    noMonth: 'no time',
    vendors: 'Vendors and models',
    columns: {
      month: 'Month',
      told: 'Told',
      listed: 'By the list',
      unknown: 'Cost unknown',
      vendor: 'Vendor',
      model: 'Model',
      calls: 'Calls',
      share: 'Share',
      first: 'First',
      last: 'Last',
    },
    secrets: 'Secrets that went out',
    secretsLead: 'Counts, never values. Whoever got them may have them still.',
    secretsNone: 'The detectors of this node found none. They do not find everything.',
    secretsDo:
      'What to do: make new ones where they were issued, and then revoke these. Erasing calls here does not take them back from anybody.',
    secretsList: 'Calls with a secret',
    found: 'Personal and other data that went out',
    foundLead:
      'In what was sent and answered, as far as the detectors of this node find it; names of people are not found reliably. Counts, never values.',
    foundNothing: 'The detectors of this node found nothing. They do not find everything.',
    foundColumns: {
      kind: 'Kind',
      label: 'Label',
      places: 'Places',
      calls: 'Calls',
      first: 'First',
      last: 'Last',
      to: 'To',
    },
    stop: 'What would stop tomorrow',
    stopLead: (day: string) =>
      `If a vendor vanished: the last thirty days of the files, up to ${day}. What could stand in is told by name alone; nobody has tried it.`,
    perDay: (count: string) => `${calls(count)} a day would stop.`,
    lessThanOne: 'Less than one call a day would stop.',
    quiet: 'Nothing would stop: no call of late.',
    weights: {
      open: 'by its name open weights, which anybody may run who has the machine',
      closed: 'by its name closed weights: only its maker, and whom the maker lets, can run it',
      unknown: 'whether its weights are open is not known from its name',
    },
    stops: (model: string, count: string, weights: string, also: readonly string[]) =>
      `${model} (${calls(count)}): ${weights}; ${also.length === 0 ? 'the list of prices has it for nobody else' : `the list of prices has it also for ${list.format(also)}, and whether they run it themselves is not known`}.`,
    pullable: (names: readonly string[]) =>
      `To be fetched from the catalog, fit for this machine and not tried: ${list.format(names)}.`,
    standIns: (names: readonly string[]) => `Here, not tried: ${list.format(names)}.`,
    noStandIn: 'Nothing on this node has its name or runs here.',
    partial: 'What the files do not hold',
    partialLine: (part: string, count: string) => `${part}: missing in ${calls(count)}`,
    files: 'Files that these calls came from',
    filesLead: 'Whoever has a file can show by its SHA-256 that it is the one that was read.',
    fileColumns: { imported: 'Imported', name: 'File', format: 'Form', calls: 'Calls', digest: 'SHA-256' },
    noName: 'without a name',
    moreFiles: (count: string) => `Show ${count} more`,
    takeBack:
      'To take a file back, erase the calls that came from it. They do not come back when it is imported again.',
    takeBackLabel: 'The command that takes a file back',
    takeBackCommand: 'commonhold erase --file <its SHA-256> --reason mistake',
    list: 'All imported calls',
  },
};

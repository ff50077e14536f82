/** The page of models: here, on their way here, recommended, available, and called through this node. */

const joined = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** “Weights” and “data” are many, “code” is one. */
const are = (parts: readonly string[]): string =>
  parts.length === 1 && parts[0] === 'training code' ? 'is' : 'are';

const actions = {
  ask: 'Ask',
  askNamed: (name: string) => `Ask ${name}`,
  load: 'Load',
  loadNamed: (name: string) => `Load ${name}`,
  unload: 'Unload',
  unloadNamed: (name: string) => `Unload ${name}`,
  verify: 'Read the file again',
  verifyNamed: (name: string) => `Read the file again: ${name}`,
  remove: 'Remove',
  removeNamed: (name: string) => `Remove ${name}`,
};

const here = {
  title: 'On this machine',
  folder: 'The models folder:',
  look: 'Look into the folder now',
  looking: 'Looking. A file that is new is read once from beginning to end.',
  looked: 'Looked. What is there can be called now.',
  none: 'No model is on this machine yet',
  noneLead: 'Until one is here, calls can only go to models that you rent, if you have set up any.',
  noneFetch: (title: string, size: string) =>
    `The shortest way is ${title}, ${size}: small enough for any machine, and there to show that everything works.`,
  noneFetchButton: (title: string) => `Fetch ${title}`,
  noneHand:
    'Without the internet: copy any .gguf file into the folder below, from a stick or another machine. Then let the node look.',
  isDefault:
    'The default model: calls from the command line and the console take it when nothing else is named.',
  facts: {
    state: 'State',
    licence: 'Licence',
    size: 'Size',
    memory: 'Memory',
    from: 'Came from',
    since: 'Here since',
  },
  licenceUnknown: 'unknown',
  licenceDeclared: (licence: string) => `unknown; the file itself declares ${licence}`,
  needs: (need: string, tokens: string) => `needs about ${need} for one call of ${tokens} tokens`,
  needsUnknown: 'what it needs is unknown, because the catalog does not know this file',
  holds: (bytes: string) => `holds ${bytes} now`,
  machine: (total: string, free: string) => `this machine has ${total}, of which ${free} are free now`,
  notCallable: 'Calls cannot name it yet, because the node has not taken it over.',
  problem: (problem: string) => `Note: ${problem}.`,
};

const engine = {
  idle: 'not loaded; the next call loads it',
  loading: 'being loaded',
  ready: (running: number, waiting: number) => {
    const calls =
      running === 0 ? 'waiting for calls' : running === 1 ? '1 call under way' : `${running} calls under way`;
    return waiting === 0 ? `loaded, ${calls}` : `loaded, ${calls}, ${waiting} more waiting`;
  },
  context: (tokens: string) => `One call may have ${tokens} tokens, question and answer together.`,
  crashed: (detail: string, seconds: string) =>
    `its engine ended by itself (${detail}) and is started again within ${seconds}`,
  failed: (message: string, hint: string) => `failed. ${message} ${hint}`,
};

const pin = {
  matched: 'yes: it is the very file that the catalog pins',
  differs: 'no: it bears the name of a file of the catalog, but its SHA-256 is another',
  none: 'unknown: the catalog does not know this file',
};

const verification = {
  reading: (read: string, total: string) => `Reading the file again: ${read} of ${total}.`,
  bar: (name: string) => `Reading the file of ${name}`,
  unchanged: (time: string) =>
    `Read again from beginning to end, ended ${time}. It has the same SHA-256 as when this node first saw it.`,
  changed: (time: string, sha256: string) =>
    `Read again, ended ${time}, and the file has changed: its SHA-256 is now ${sha256}. Calls still go to it under the old one. Remove the model and fetch it again, unless you changed the file yourself.`,
  pin: {
    matched: 'That is also the SHA-256 that the catalog pins.',
    differs: 'It is not the SHA-256 that the catalog pins for a file of this name.',
    none: 'The catalog has no SHA-256 to compare it with.',
  },
  failed: (message: string, hint: string) => `The file could not be read to its end. ${message} ${hint}`,
};

const remove = {
  title: (name: string) => `Remove ${name}?`,
  file: (file: string, folder: string, size: string) =>
    `The file ${file} is deleted from ${folder}, which frees ${size}. It does not go into a bin.`,
  calls:
    'Calls that name it are refused from then on, or go to another model if a route names one. Calls on record stay as they are.',
  again: 'The catalog knows this file, so it can be fetched again.',
  notAgain:
    'The catalog does not know this very file, so this node cannot fetch it again. Keep a copy if you may need it.',
  isDefault: 'It is the default model of this node.',
  button: 'Remove it',
  keep: 'Keep it',
  done: (name: string) => `${name} is removed`,
  freed: (size: string) => `${size} are free again. That it was removed is on record.`,
  close: 'Close',
};

const one = {
  all: 'All models',
  lead: 'What this node found out by itself, and, apart from it, what others say of this file.',
  verified: 'Verified by this node',
  verifiedHelp: 'Computed here, from the bytes of the file.',
  declared: 'Declared by the file or its publisher, not verified',
  declaredHelp: 'Whoever made the file wrote this. No check here would notice if it were wrong.',
  size: 'Size',
  sha256: 'SHA-256',
  pinned: 'The catalog’s file',
  template: 'SHA-256 of its chat template',
  noTemplate: 'none: the file has no chat template',
  counted: 'counted when the file was read',
  computed: (time: string) => `computed from the whole file, which is here since ${time}`,
  compared: 'compared with the catalog of this release',
  templateFrom: 'computed from the template in the file; another one means other behaviour',
  fromFile: 'says the file',
  fromFileLess: 'the file does not say',
  fromCatalog: 'says the catalog of this release, for the file that it pins',
  fromCatalogLess: 'the catalog does not know this file',
  name: 'Name',
  maker: 'Maker',
  architecture: 'Architecture',
  parameters: 'Parameters',
  context: 'Context',
  contextTokens: (tokens: string) => `${tokens} tokens`,
  quantisation: 'Quantisation',
  languages: 'Languages',
  licence: 'Licence',
  licenceCatalog: 'Licence, as the catalog has it',
  osi: (id: string, osi: boolean) =>
    osi
      ? `${id}, approved by the Open Source Initiative`
      : `${id}, not approved by the Open Source Initiative`,
  baseModels: 'Made from',
  datasets: 'Training data',
  missing: (facts: readonly string[]) =>
    `An open model should also declare: ${joined(facts)}. This file does not.`,
  templateTitle: 'The chat template',
  templateHelp:
    'A small program in the file, declared by its maker. It decides what the model is given to read.',
  templateShow: (lines: string) => (lines === '1' ? 'Read it (1 line)' : `Read it (${lines} lines)`),
  copyDigest: 'Copy the SHA-256',
  copyTemplate: 'Copy the chat template',
  notHere: (name: string) => `${name} is not on this machine`,
  notHereHelp: 'Nothing can be verified of a file that is not here. This is what the catalog knows of it.',
  nowhere: 'No file of that name is in the models folder, and the catalog has none either.',
};

const pulls = {
  title: 'Fetching',
  lead: (limit: number) =>
    `The node fetches, not this page: you can leave, and it goes on. It fetches ${limit} models at once at most.`,
  bar: (name: string) => `Fetching ${name}`,
  waiting: (source: string) => `Asked ${source}. Nothing has arrived yet.`,
  waitingPip: 'pip tells nothing until it has the whole package.',
  receiving: (source: string) => `From ${source}.`,
  amount: (received: string, total: string, percent: string) => `${received} of ${total}, ${percent}`,
  rate: (rate: string) => `${rate} a second`,
  left: (time: string) => `about ${time} left at this rate`,
  leftUnknown: 'how long it will take cannot be known yet',
  still: (seconds: string) => `nothing has arrived for ${seconds} seconds`,
  checkingFirst: 'Looking at what is here already.',
  checking: (source: string) =>
    `All of it has arrived from ${source}. Reading it against the pinned SHA-256.`,
  done: (size: string, source: string) =>
    `Here: ${size}, from ${source}. Its SHA-256 is the pinned one, and calls can name it now.`,
  failed: 'It could not be fetched.',
  noSource: 'No source served. What each of them said:',
  tried: 'Tried before, without success:',
  cancelled: (kept: string) =>
    `Cancelled. ${kept} are kept, and the next try goes on there where the source can.`,
  cancelledEmpty: 'Cancelled. Nothing had arrived.',
  cancel: 'Cancel',
  cancelNamed: (name: string) => `Cancel fetching ${name}`,
  again: 'Try again',
  againNamed: (name: string) => `Try again to fetch ${name}`,
  dismiss: 'Take it off this list',
  dismissNamed: (name: string) => `Take it off this list: ${name}`,
  announce: {
    'waiting source': (name: string) => `${name}: a source was asked.`,
    receiving: (name: string) => `${name}: is arriving.`,
    checking: (name: string) => `${name}: is being checked.`,
    done: (name: string) => `${name} is here.`,
    failed: (name: string) => `${name} could not be fetched.`,
    cancelled: (name: string) => `Fetching ${name} was cancelled.`,
  },
};

const fetching = {
  title: (title: string) => `Fetch ${title}?`,
  before:
    'No connection has been made yet. If you fetch it, this is who is asked, in this order, until one of them has the file:',
  folder: (folder: string) => `the folder ${folder} on this machine`,
  hub: (host: string, text: string) =>
    `${host} (${text}). It may send the question on to the network that delivers its files.`,
  pip: (text: string) =>
    `the package index that pip on this machine is set up for (${text}). If there is no pip, nobody is asked.`,
  leaves:
    'What leaves is the address of a file or the name of a package, and with it, as always, the network address of this machine. Nothing about you or your calls.',
  into: (size: string, folder: string) => `${size} are written into ${folder}.`,
  kept: (kept: string) =>
    `${kept} of it are there from an earlier try. They are checked and kept, where the source can go on.`,
  pin: {
    'this project':
      'Only the file with the pinned SHA-256 is accepted. This project computed that pin itself.',
    others:
      'Only the file with the pinned SHA-256 is accepted. Others published that pin; this project has not computed it.',
  },
  full: (limit: number) =>
    `The node fetches ${limit} models already, which is the most it does at once. Wait for one of them to end, or cancel one.`,
  button: 'Fetch it',
  not: 'Not now',
};

const available = {
  title: 'Open models that are not here',
  lead: 'The catalog of this release. What fits into this machine comes first, and of that what should be the most able. Ability is guessed from size, which is a rule of thumb.',
  empty: 'Every model of the catalog is here.',
  filters: 'Choose from the catalog',
  search: 'Search',
  searchHelp: 'A name, or a use',
  licence: 'Licence',
  any: 'any',
  openness: 'How open',
  open: { full: 'weights, training data and code', weights: 'weights, and the rest not or unknown' },
  fits: 'Only what fits into this machine',
  count: (shown: number, all: number) => (shown === all ? `${all} models.` : `${shown} of ${all} models.`),
  nothing: 'None of them is like that.',
  clear: 'Show all',
  goodFor: (uses: readonly string[]) => `Good for ${uses.join(', ')}.`,
  selfTest: 'It is there to try things out, not for real work.',
  opennessIs: (yes: readonly string[], no: readonly string[], unknown: readonly string[]) =>
    capital(
      [
        ...(yes.length > 0 ? [`${joined(yes)} ${are(yes)} public`] : []),
        ...(no.length > 0 ? [`${joined(no)} ${are(no)} not${yes.length > 0 ? '' : ' public'}`] : []),
        ...(unknown.length > 0 ? [`of ${joined(unknown)} it is not known`] : []),
      ].join('; '),
    ),
  parts: { weights: 'weights', data: 'training data', trainingCode: 'training code' },
  facts: {
    licence: 'Licence',
    openness: 'Open',
    parameters: 'Parameters',
    memory: 'Memory',
    context: 'Context',
    pin: 'Pinned',
  },
  sizeAbout: (size: string) => `about ${size}`,
  stored: (parameters: string, quantisation: string) => `${parameters}, stored as ${quantisation}`,
  active: (all: string, active: string) => `${all}, of which ${active} work on each token`,
  short: (size: string, licence: string, openness: string, fit: string) =>
    `${capital(size)}, ${licence}. ${openness}. ${fit}.`,
  fitShort: {
    now: (need: string) => `Fits: needs ${need} of memory`,
    'when others are closed': (need: string) =>
      `Fits when other programs are closed: needs ${need} of memory`,
    'too large': (need: string) => `Does not fit: needs ${need} of memory`,
  },
  more: 'More',
  moreNamed: (title: string) => `More about ${title}`,
  cannot: 'Cannot be fetched, because this release does not know the SHA-256 of its file.',
  pin: { 'this project': 'yes, computed by this project', others: 'yes, published by others' },
  notPinned: 'no',
  fetch: 'Fetch',
  fetchNamed: (title: string) => `Fetch ${title}`,
  kept: (kept: string) => `${kept} of it are here from an earlier try.`,
  underWay: 'Being fetched. See how far it is',
  failed: (title: string) => `Fetching ${title} failed. See why`,
};

const recommended = {
  title: 'Recommended for this machine',
  machine: (processor: string, cores: string, total: string, free: string) =>
    `This machine: ${processor}, ${cores === '1' ? '1 core' : `${cores} cores`}, ${total} of memory, of which ${free} are free now.`,
  because: {
    'most able': 'The most able',
    'fully open': 'The most able of which everything is public',
    quickest: 'The quickest',
  },
  isHere: 'It is on this machine.',
  none: 'No model of the catalog for real work fits into the memory that is free now. Closing other programs may help.',
  how: 'Only models under an approved open source licence are named here, that fit into the memory that is free now and can be fetched with a pinned SHA-256. Size stands in for ability, which is a rule of thumb: try two or three with your own work.',
  speed: 'How fast they would be',
  notMeasured:
    'Not known, because nothing was measured since the node started. Measuring lets the small model write for some seconds on all cores; nothing leaves this machine.',
  measure: 'Measure this machine',
  again: 'Measure again',
  running: (model: string) =>
    `Measuring with ${model}. It takes some seconds, and stops when you leave this page.`,
  elsewhere: (model: string, time: string) => `Somebody else is measuring with ${model}, since ${time}.`,
  stop: 'Stop',
  stopped: 'Stopped. Nothing was measured.',
  needsSmall: (name: string) => `To measure, the small model ${name} has to be on this machine first.`,
  measured: (model: string, rate: string, time: string) =>
    `Measured ${time}: ${model} writes ${rate} tokens a second here.`,
  estimated:
    'The others are estimated from that, by the bytes that each reads from memory for a token. The estimates are careful for large models, and no promise.',
  plot: 'Tokens a second on this machine',
  plotModel: 'Model',
  plotRate: 'Tokens a second',
  plotMeasured: 'measured',
  plotEstimated: 'estimated',
  reading: (rate: string) =>
    `The dotted line is at ${rate} tokens a second, about as fast as people read. Bars begin at zero.`,
  tooLarge: (count: number) =>
    count === 1
      ? '1 model that is too large for this machine is left out.'
      : `${count} models that are too large for this machine are left out.`,
};

const called = {
  title: 'Called through this node',
  lead: 'Every name that a call can give as its model, and where that call would go: what you own and what you rent, together. If the first place fails before it has answered, the next is tried.',
  none: 'No name leads anywhere yet: no model is here, and no provider is set up.',
  name: 'Name',
  goes: 'Goes to',
  inside: 'the engine inside this node',
  declared: (provider: string) => `${provider}, which the owner declares to be local`,
  rented: (provider: string) => `${provider}, rented`,
  as: (where: string, model: string) => `${where}, as ${model}`,
  next: 'then',
  search: 'Search names and destinations',
  counts: (inside: string, declared: string, rented: string) =>
    `Asked first: the engine inside this node for ${inside} of these names, a place that is declared local for ${declared}, a rented one for ${rented}.`,
};

const names = {
  lead: 'The models that you can call here.',
  own: 'You are a member here, so you see names and licences. What else is known of models, and fetching or removing them, is for the owner of the node.',
  title: 'On this machine',
  caption: 'Models on this machine',
  name: 'Name',
  licence: 'Licence',
  none: 'No model is on this machine. Its owner can fetch one.',
  others: 'Other names that calls can use',
};

export const models = {
  lead: 'What answers on this machine, and what could. Facts that this node verified are kept apart from what others declare.',
  contents: 'On this page',
  unknown: 'unknown',
  capital,
  sentence: (parts: readonly string[]) => `${capital(parts.join('; '))}.`,
  actions,
  here,
  engine,
  pin,
  verification,
  remove,
  one,
  pulls,
  fetching,
  available,
  recommended,
  called,
  names,
};

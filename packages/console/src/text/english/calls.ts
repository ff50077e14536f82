import { compareCalls } from './compare-calls.ts';
import { erasing } from './erasing.ts';
import { lacks } from './lacks.ts';
import { openingCalls, saidCalls } from './opening-calls.ts';

/** The pages of calls: the list and one call; two side by side have a file of their own. */

const joined = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
const counted = (count: string, one: string, many: string): string =>
  `${count} ${count === '1' ? one : many}`;

const status = {
  open: 'under way',
  completed: 'completed',
  failed: 'failed',
  aborted: 'broken off',
  unknown: 'not known',
  refused: 'refused',
};
const origins = {
  live: 'from a client',
  whatif: 'run again with a change',
  probe: 'a check by the node',
  import: 'brought in from elsewhere',
};
const operations = {
  generate: 'generate text',
  embed: 'turn text into numbers',
  count: 'count tokens',
  tool: 'use a tool',
};
const kinds = { person: 'person', app: 'app', agent: 'agent' };

const list = {
  lead: 'Every call through this node, latest first in the log’s order.',
  own: 'You are a member here, so these are your own calls. The calls of others are not shown to you.',
  search: 'Search',
  searchHelp:
    'The search looks at names of model, destination, run and caller, and at the start of a call’s id. Content is not searched.',
  find: 'Find',
  filters: 'Filters',
  hideFilters: 'Hide filters',
  errorsOnly: 'Only what went wrong',
  any: 'any',
  names: {
    q: 'search',
    model: 'model',
    provider: 'where it went',
    principal: 'who',
    status: 'status',
    errors: 'only what went wrong',
    operation: 'operation',
    wire: 'protocol',
    local: 'owned or rented',
    origin: 'how it came about',
    label: 'label',
    run: 'run',
    from: 'begun from',
    to: 'begun until',
  },
  valuesCutOff: 'These lists are cut off. The search finds the rest by name.',
  inForce: 'Shown are only calls with',
  takeAway: 'take away',
  takeAwayNamed: (name: string, value: string) => `take away the filter ${name}: ${value}`,
  takeAllAway: 'Take all filters away',
  notUnderstood: (parts: readonly string[]) =>
    `A part of this page’s address means nothing here and was left aside: ${joined(parts)}.`,
  columns: {
    pick: 'Compare',
    time: 'Time',
    who: 'Who',
    model: 'Model',
    where: 'Where',
    status: 'Status',
    tokens: 'Tokens in, out',
    cost: 'Cost',
    took: 'Took',
  },
  table: 'Calls, latest first',
  open: (time: string, who: string, model: string) => `Open the call of ${time}: ${who}, ${model}`,
  pick: (time: string, who: string) => `Compare the call of ${time} by ${who}`,
  served: (asked: string, model: string) => `${asked} → ${model}`,
  servedSpoken: (asked: string, model: string) => `${asked}, answered by ${model}`,
  nowhere: 'nowhere',
  tokens: (input: string, output: string) => `${input}, ${output}`,
  tokensEstimated: (input: string, output: string) => `about ${input}, ${output}`,
  imported: (provider: string) => `${provider}, imported`,
  tokensUnknown: 'not known',
  tookUnknown: 'not yet',
  tookNever: 'nothing was sent',
  asAsentence: (who: string, model: string) => `${who} asked for ${model}:`,
  costInWords: (words: string) => `cost ${words}`,
  tokensInWords: (words: string) => `tokens in and out ${words}`,
  attempt: (where: string, number: string) => `${where}, attempt ${number}`,
  newCalls: (count: string, more: boolean) =>
    more ? `More than ${count} new calls` : counted(count, 'new call', 'new calls'),
  showNew: 'Show them',
  older: 'Older calls',
  newer: 'Newer calls',
  latest: 'Latest calls',
  isNewest: 'These are the latest calls.',
  isOldest: 'The record begins here.',
  nothingOlder: 'Nothing older fits.',
  searchedBack: (time: string) =>
    `Searched back to ${time}. A search stops after a while, so that it never holds up others.`,
  searchedForward: (time: string) =>
    `Searched forward to ${time}. A search stops after a while, so that it never holds up others.`,
  goOn: 'Go on searching',
  noneYet: 'No call is on record yet.',
  noneYetAsk: 'Ask something',
  noneYetSend: ', or send a call from a terminal with a key of this node:',
  noneFits: 'No call fits all of these filters.',
  noneFitsSoFar: 'No call fits so far.',
  noneHere: 'No calls lie here.',
  picked: (count: number) =>
    count === 1 ? 'One call is picked. Pick another to compare the two.' : 'Two calls are picked.',
  compare: 'Compare the two',
  unpick: 'Pick none',
  keysTitle: 'Keys',
  keys: [
    ['j or ↓', 'the next call'],
    ['k or ↑', 'the call before'],
    ['Enter', 'open it'],
    ['x', 'pick it to compare'],
    ['/', 'search'],
  ] as const,
};

/** Uses of tools that an agent runs by itself: nothing of them went out from this node. */
const tools = {
  asked: (date: string, time: string, who: string, tool: string) =>
    `On ${date} at ${time}, the hook of ${who} told that the tool “${tool}” was about to run.`,
  where: 'on the agent’s own machine',
  whereLong: 'on the agent’s own machine, told by its hook; where it went from there is not known here',
  ran: 'It ran on the agent’s own machine. Where its arguments went from there is not known here, and all of this is the agent’s word.',
  allowed: 'The node did not forbid it. It runs on the agent’s own machine, not here.',
  open: 'The agent has not told yet what came of it.',
  completed: (took: string) => `The agent told what came of it after ${took}.`,
  failed: (took: string) => `The agent told after ${took} that it failed.`,
  silent:
    'The agent never told what came of it: whoever was asked may have said no, or the agent was stopped.',
  refused: (code: string) => `The node said no (${code}). An agent that obeys its hook did not run it.`,
};

const story = {
  asked: (date: string, time: string, who: string, model: string) =>
    `On ${date} at ${time}, ${who} asked for “${model}”.`,
  askedTo: (date: string, time: string, who: string, model: string, operation: string) =>
    `On ${date} at ${time}, ${who} asked “${model}” to ${operation}.`,
  who: (name: string, kind: keyof typeof kinds, project: string, revoked: boolean) =>
    `${name} (${kinds[kind]}, project ${project}${revoked ? ', a key that is revoked by now' : ''})`,
  origin: {
    live: '',
    whatif: 'No client asked this: the node ran a recorded call again, with something changed.',
    probe: 'No client asked this: the node itself checked a destination.',
    import:
      'This call did not go through this node: it was brought in from elsewhere. Nothing of it is proven.',
  },
  importedAs: (date: string, time: string, who: string, model: string) =>
    `Imported on ${date} at ${time}, as a call of ${who} to “${model}”.`,
  importedWhole: (tokens: string) => `It was answered${tokens}.`,
  importedFailed: 'It failed, by the word of the file.',
  importedAborted: (tokens: string) => `Its answer was broken off${tokens}, by the word of the file.`,
  importedFile: 'SHA-256 of the file:',
  imported: (from: string, name: string | undefined, when: string | undefined) =>
    `By the word of the file ${name === undefined ? '' : `“${name}” `}(${from}) it was made ${when === undefined ? 'at a time that is not told' : `on ${when}`}.`,
  importLacks: (partial: readonly string[]) =>
    `The file does not hold all of it. What is missing: ${partial.map(lacks).join('; ')}.`,
  vendorByName: 'Whose model it was is told from its name, because the file does not say.',
  refused: (code: string) => `The node refused it, and nothing was sent anywhere (${code}).`,
  onModel: (model: string) => `, on the model “${model}”`,
  toModel: (model: string) => `, to the model “${model}”`,
  verified: (model: string) => `It ran inside this node${model}.`,
  declared: (provider: string, model: string) =>
    `It went to ${provider}${model}, on a machine that the owner declares to be their own; the node cannot verify that.`,
  rented: (provider: string, model: string) =>
    `It went to ${provider}${model}, on a machine of somebody else.`,
  /** In the order in which they were tried; one that is asked again at once comes once more in the list. */
  tried: (providers: readonly string[]) => {
    const stops: { readonly name: string; times: number }[] = [];
    for (const name of providers) {
      const last = stops.at(-1);
      if (last?.name === name) last.times += 1;
      else stops.push({ name, times: 1 });
    }
    const named = stops.map(({ name, times }) => (times === 1 ? name : `${name} (${times} times)`));
    const [only] = stops;
    return stops.length === 1 && only !== undefined
      ? `${only.name} was asked ${only.times} times.`
      : `${stops.length} destinations were tried, one after the other: ${joined(named)}.`;
  },
  completed: (took: string, tokens: string) => `The answer was complete after ${took}${tokens}.`,
  completedLast: (took: string, tokens: string) =>
    `The last one’s answer was complete ${took} after it was sent there${tokens}.`,
  tokens: (input: string, output: string, source: keyof typeof sources) =>
    `, with ${input} tokens in and ${output} out (${sources[source]})`,
  failed: (took: string, code: string) => `It failed after ${took} (${code}).`,
  failedLast: (took: string, code: string) =>
    `The last one failed ${took} after it was sent there (${code}).`,
  aborted: (took: string, code: string) => `It was broken off after ${took} (${code}).`,
  unknown: 'The node stopped before this call ended. How it ended is not known, and will not be.',
  open: 'It is still under way.',
  entries: (indexes: readonly string[]) =>
    indexes.length === 1
      ? `It is on record as entry ${indexes.join('')}`
      : `It is on record as entries ${joined(indexes)}`,
  covered: (size: string) =>
    `, covered by the head that is signed over ${counted(size, 'entry', 'entries')}.`,
  uncovered: '. No signed head covers it yet; the next one follows within moments.',
};
const sources = {
  reported: 'as the destination says',
  imported: 'by the word of the file',
  counted: 'counted by the engine here',
  estimated: 'our estimate, because nobody counted',
};

const call = {
  title: (time: string) => `A call of ${time}`,
  back: 'All calls',
  neighbours: 'Beside it in the log',
  newer: 'Next call in the log',
  older: 'Call before it in the log',
  newest: 'Nothing later is on record.',
  oldest: 'Nothing earlier is on record.',
  neighbourKeys: 'The keys j and k step to the older and the newer call.',
  meaning: 'What went wrong',
  meaningUnknown: (code: string) =>
    `The page of errors that this console was built with has no entry ${code}.`,
  meaningNote: 'Words in {braces} stood for details of that moment, which are not on record.',
  fault: {
    caller: 'It is for the caller to mend.',
    upstream: 'It lies with the destination.',
    node: 'It lies with this node or its machine.',
  },
  content: 'Request and answer',
  closed: (name: string) =>
    `Closed. What was asked and answered lies encrypted beside the log. Opening it is itself written into the log, as done by ${name}, before anything is shown.`,
  openAs: (name: string) => `Open as ${name}`,
  opened: (name: string) =>
    `Opened, and the log now says that ${name} did. It stays open until you leave this page.`,
  asked: 'What was asked',
  answered: 'What came back',
  answeredOf: (attempt: number, provider: string) => `What came back from ${provider}, attempt ${attempt}`,
  answeredNothing: 'Nothing came back.',
  answeredNotYet: 'The answer is not on record yet: the call is under way.',
  model: 'model',
  part: {
    text: 'text',
    reasoning: 'reasoning',
    refusal: 'declined',
    toolCall: (name: string) => `asks for the tool ${name}`,
    toolInput: 'with',
    attachment: { image: 'an image', audio: 'a recording', file: 'a file' },
    attached: (characters: string) => `${characters} characters in the request`,
    notFetched: 'named by its address and not fetched',
    other: 'something that this page has no word for',
  },
  roles: {
    system: 'instruction',
    developer: 'developer',
    user: 'question',
    assistant: 'answer',
    tool: 'result of a tool',
  },
  choice: (number: number) => `Answer ${number}`,
  finish: (word: string) => `Ended: ${word}.`,
  noFinish: 'It does not say how it ended: it was cut off.',
  pieces: (count: string) => `Arrived in ${counted(count, 'piece', 'pieces')}.`,
  unread: (count: string) =>
    `${counted(count, 'piece', 'pieces')} could not be read; the bytes below have them.`,
  errorInside: 'The destination told of an error',
  settings: 'Settings of the request',
  tools: 'Tools that the model was offered',
  unreadable: {
    empty: 'There are no bytes.',
    'too-long': 'This is too long to be laid out as messages. The bytes below are all of it.',
    'not-utf8': 'These bytes are not text. They are shown below as they are.',
    'not-json': 'This is not JSON, so there are no messages to read. The bytes are below.',
    'not-this-wire': 'This is not what the protocol prescribes. The bytes are below.',
    'wire-unknown': 'This page cannot read this protocol yet. The bytes are below.',
  },
  bytes: 'The bytes, as stored',
  bytesClosed: 'They are shown when the content is opened.',
  bytesOf: {
    request: 'The request, as it arrived',
    sent: 'What was sent',
    received: 'The answer, as it arrived',
  },
  bytesAt: (title: string, attempt: number) => `${title}, attempt ${attempt}`,
  sentAsReceived: 'Where nothing is listed as sent, exactly the bytes of the request were sent.',
  asText: 'Text, with control characters shown',
  asHex: 'Hexadecimal',
  download: 'Download',
  saveFailed: 'This browser did not keep the file.',
  more: (next: string, rest: string) => `Show the next ${next} (${rest} are left)`,
  characters: (count: string) => `${count} characters`,
  moreMessages: (next: string, rest: string) => `Show the next ${next} of ${rest} messages`,
  attempts: 'Attempts',
  attemptTitle: (number: number, provider: string, state: string) => `${number}. ${provider}: ${state}`,
  noAttempts: 'None. A refused call is sent nowhere.',
  answeredBy: 'model',
  served: 'model, in its own words',
  protocol: 'protocols',
  protocols: (client: string, provider: string) =>
    client === provider ? client : `${client} from the client, ${provider} to the destination`,
  where: 'whose machine',
  country: 'country',
  entity: 'legal entity',
  retention: 'keeps data',
  retentionDays: (days: string) => `${counted(days, 'day', 'days')}, as declared`,
  trains: 'trains on data',
  trainsYes: 'yes, as declared',
  trainsNo: 'no, as declared',
  http: 'status of its answer',
  times: 'times',
  plot: 'When what happened, in order',
  plotStart: 'request complete',
  plotAxis: 'time since the request was complete',
  events: { written: 'intent written down', 'first-byte': 'first byte back', end: 'ended' },
  eventAfter: (name: string, after: string) => `${name} after ${after}`,
  attemptShort: (number: number, provider: string) => `${number}. ${provider}`,
  noPlot: 'The clock of this machine was set back during the call, so its times cannot be drawn in order.',
  stillOpen: 'still under way',
  endUnknown: 'what came after that is not known',
  plotNote:
    'The intent’s time is the one in its entry. First byte and end are measured from the moment when that entry was safely on disk, which is a little later; that moment itself is not kept.',
  warnings: 'Warnings',
  key: 'key',
  project: 'project',
  entries: 'In the log',
  entriesLead:
    'These are the entries of the log about this call, whole. What was said is in none of them, only salted digests of it.',
  entryKinds: {
    intent: 'about to be sent',
    outcome: 'how it ended',
    refusal: 'refused',
    access: 'content was opened',
  },
  entry: (index: string, kind: string) => `Entry ${index}: ${kind}`,
  index: 'place in the log',
  hash: 'leaf hash',
  hashChecks: 'This browser computed it from the bytes below and got the same.',
  hashDiffers:
    'This browser computed another one from the bytes below. Do not trust this entry; run “commonhold verify”.',
  hashUnchecked: 'This browser computes digests only over a secure connection, so it did not check.',
  exact: 'Exact bytes',
  exactHelp: (size: string) => `${size}, the ones that the hash is taken of`,
  elsewhere: 'Take it with you',
  command:
    'The same in a terminal, on the machine of the node. It opens the content too, and that is written down:',
  commandClosed: 'Without opening:',
  commandErased: 'The same in a terminal, on the machine of the node:',
  receipt: 'Receipt',
  receiptStates: {
    ready: 'A receipt proves to anybody, without this node, that this call is in the log. It is ready.',
    soon: 'A receipt proves to anybody, without this node, that this call is in the log. No signed head covers it yet; asking for the receipt makes the node sign one.',
    open: 'There will be a receipt when the call has ended.',
  },
  receiptGet: 'Download the receipt',
  receiptAuditor:
    'Receipts are given out by whoever made the call and by owners. An auditor checks the log itself, or a receipt that somebody hands over.',
  terminal: 'In a terminal',
  run: 'Other calls of the same run',
  runLead: (run: string) => `The client said that these belong together: ${run}.`,
  runSession: (run: string, header: string) =>
    `They are one session of an agent, which it tells in its header ${header}: ${run}.`,
  runNone: 'There are no others yet.',
  runMore: 'There are more. All calls of this run',
  runAll: 'All calls of this run in the list',
  compareWith: 'Compare with another call',
};

export const calls = {
  status,
  origins,
  operations,
  kinds,
  local: { verified: 'inside this node', declared: 'declared local', no: 'rented' },
  localLong: {
    verified: 'inside this node, verified',
    declared: 'declared to be the owner’s own',
    no: 'somebody else’s, rented',
  },
  where: (provider: string, local: string) => `${provider}, ${local}`,
  usage: sources,
  list,
  tools,
  story,
  call,
  compare: compareCalls,
  opening: openingCalls,
  said: saidCalls,
  erased: erasing.call,
};

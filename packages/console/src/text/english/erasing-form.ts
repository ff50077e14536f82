const counted = (count: string, one: string, many: string): string =>
  `${count} ${count === '1' ? one : many}`;

/** The form that erases: first it shows what would go, then it asks for a word. */
export const erasingForm = {
  title: 'Erase something',
  what: 'What',
  kinds: { call: 'One call', person: 'Everything of a person', before: 'Everything before a day' },
  call: 'Id of the call',
  callHelp: 'It stands at the end of the address of the call’s page.',
  later: 'Also the later calls of its run, which repeat its words',
  person: 'Name of the key, or “owner”',
  project: 'Only in this project',
  projectHelp: 'Empty: in all projects.',
  before: 'Before this day',
  beforeHelp: 'The day begins at midnight UTC, as all times in the log.',
  extent: 'How much',
  extents: {
    everything: 'What was said, and who called',
    bodies: 'Only what was said',
  },
  reason: 'Reason, as the log will have it',
  reasons: {
    request: 'the person asked for it',
    consent: 'consent was withdrawn',
    law: 'the law asks for it',
    mistake: 'it should not have been recorded',
    other: 'another reason',
  },
  preview: 'Show what would go',
  previewNote: 'This changes nothing.',
  would: 'What would go',
  facts: {
    calls: 'Calls',
    times: 'From, to',
    bodies: 'Texts',
    domains: 'Keys destroyed whole',
    conversations: 'Conversations of the Ask page',
    held: 'Kept by a hold',
    already: 'Erased before',
    open: 'Under way',
  },
  bodiesOf: (count: string, bytes: string) => `${count}, ${bytes}`,
  times: (from: string, to: string) => (from === to ? from : `${from}, to ${to}`),
  first: 'These are the calls:',
  firstOfMore: (count: string) => `These are the first ${count} of them:`,
  runUnknown:
    'The client named no run for this call, so later calls that repeat its words cannot be told from others. If there are any, erase them one by one.',
  stays: 'What stays',
  outOfReach: 'What cannot be reached',
  file: (bytes: string) =>
    `Afterwards the database (${bytes}) is written anew, so that no piece of what went is left in it. Calls wait meanwhile, about a second for each 250 MB.`,
  fileLater: (bytes: string) =>
    `The database (${bytes}) is too large to be written anew at once; pieces of index rows can be left in it until “commonhold compact” has run.`,
  nothing: 'There is nothing to erase.',
  nothingHeld: 'There is nothing to erase: all of it is kept by a hold.',
  underWay: (count: string) =>
    `${counted(count, 'call is', 'calls are')} under way. Nothing is erased while that is so; look again when they have ended.`,
  word: 'erase',
  confirm: (word: string) => `This cannot be undone. Type “${word}” to do it.`,
  button: (count: string) => `Erase ${counted(count, 'call', 'calls')}`,
  working: 'Erasing …',
  done: (count: string) => `Done. ${counted(count, 'call was', 'calls were')} erased.`,
  doneConversations: (count: string) =>
    `${counted(count, 'conversation', 'conversations')} of the Ask page went with ${count === '1' ? 'it' : 'them'}.`,
  doneEntry: (index: string) => `Entry ${index} of the log says so.`,
  doneLeft: (count: string) =>
    `${counted(count, 'call', 'calls')} began again meanwhile and will be erased when ${count === '1' ? 'it has' : 'they have'} ended.`,
  doneNames: (count: string) => `${counted(count, 'revoked key', 'revoked keys')} lost the name.`,
  doneLog:
    'Something reads the database, such as a backup, so its write-ahead log could not be emptied; it is emptied when the node stops.',
};

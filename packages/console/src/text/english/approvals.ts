/** Calls that wait until somebody has said yes: the page for whoever may say it, and for whoever asked. */

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const quoted = (name: string): string => `“${name}”`;
const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
const kinds = { person: 'person', app: 'app', agent: 'agent' };

export const approvals = {
  lead: 'Calls that a rule lets go only once somebody has said yes. Nothing of them has left this node.',
  /** Beside the name in the contents. */
  waiting: (count: number) => `, ${counted(count, 'waits', 'wait')}`,
  /** On the button that opens the contents where they are folded away. */
  contents: (contents: string, count: number) =>
    count === 0 ? contents : `${contents}, ${counted(count, 'approval waits', 'approvals wait')}`,
  announced: (count: number) =>
    count === 0
      ? 'No request waits for your approval any more.'
      : `${counted(count, 'request waits', 'requests wait')} for your approval.`,
  none: 'Nothing waits.',
  noneHow:
    'A rule with @remedy("approve:owner") holds a call back until an owner has said yes, and “approve:another-owner” until one who is not the caller has; any other word after the colon is the name of the key whose holder must.',
  seeRules: 'See the rules in force',
  auditor: 'Auditors see what was decided and decide nothing.',
  groups: {
    waiting: 'Waiting for you',
    own: 'Asked by you',
    decided: 'Decided, and not over yet',
  },
  who: (name: string, kind: keyof typeof kinds, project: string) =>
    `${name} (${kinds[kind]}, project ${project})`,
  row: (who: string, size: string, place: string) => `${who} asks to send ${size} to ${place}`,
  rowRules: (rules: readonly string[]) =>
    `${rules.length === 1 ? 'The rule' : 'The rules'} ${list.format(rules.map(quoted))} ${rules.length === 1 ? 'asks' : 'ask'} for it.`,
  states: {
    waitingNow: 'A call waits for the answer now.',
    open: (until: string) => `Open until ${until}.`,
    granted: (until: string) => `Granted. The same bytes may be sent once, until ${until}.`,
    refused: (until: string) => `Refused. The same bytes are refused without asking, until ${until}.`,
  },
  one: {
    title: 'May this leave?',
    back: 'All approvals',
    asked: (date: string, time: string, who: string, size: string, place: string) =>
      `On ${date} at ${time}, ${who} asked to send ${size} to ${place}. Nothing of it has left this node.`,
    own: 'You asked for this yourself.',
    model: 'model',
    destination: 'where',
    countryUnknown: 'country not known',
    entity: 'legal entity',
    retention: 'keeps data',
    days: (days: string) => `${days === '1' ? '1 day' : `${days} days`}, as stated`,
    trains: 'trains on data',
    trainsValue: { yes: 'yes, as stated', no: 'no, as stated' },
    unknown: 'not known',
    labels: 'labels on the data',
    noLabels: 'none',
    found: 'found in it',
    nothingFound: 'nothing, or nobody looked',
    caution: 'Names of people are not reliably found, so what is not listed may still be in it.',
    digest: 'SHA-256 of the bytes',
    call: 'call',
    callNote: 'On record once it has ended.',
    why: 'Why it is asked',
  },
  time: {
    waits: (until: string) =>
      `A call waits for your answer, until ${until}. After that its client is told to come again.`,
    waitsOwn: (until: string) =>
      `Your call waits for the answer, until ${until}. After that you are told to come again.`,
    left: (seconds: number) => `${seconds} s left`,
    /** Said at these moments only, so that nobody is talked to every second. */
    spoken: (seconds: number) => `${seconds} seconds left until the waiting call is told to come again.`,
    open: (until: string) =>
      `No call waits at this moment. The request is open until ${until}; with a yes the client may send the same again.`,
    over: 'Its time is over.',
  },
  decide: {
    title: 'Your decision',
    titleOfOthers: 'The decision',
    grant: 'Grant …',
    refuse: 'Refuse …',
    takeBack: 'Take the grant back …',
    notYours: (by: readonly string[]) => `It is not yours to decide. It asks for ${list.format(by)}.`,
    approvers: {
      owner: 'an owner of this node',
      'another-owner': 'an owner who is not the caller',
      named: (name: string) => `whoever holds the key ${quoted(name)}`,
      unknown: 'somebody else',
    },
    waitsFor: (by: readonly string[]) => `It waits for ${list.format(by)}.`,
  },
  confirm: {
    grantTitle: 'Allow exactly this?',
    these: 'What you allow',
    bytes: (size: string) => `these very bytes, ${size}, and no others`,
    to: (place: string, model: string) => `to ${place}, for the model “${model}”`,
    by: (who: string) => `sent by ${who}`,
    once: 'once, within 15 minutes',
    after:
      'The rules are asked again with your approval as one fact more. One byte more or less, or another destination, is asked anew.',
    notLooked: 'You have not looked at what would leave.',
    several: (rules: readonly string[]) =>
      `It takes a yes for each of ${list.format(rules.map(quoted))}, and they ask different people. Yours counts for the rules that ask you.`,
    yes: 'Allow it, which is written down',
    no: 'Not now',
    refuseTitle: 'Refuse it?',
    takeBackTitle: 'Take the grant back?',
    refuseText:
      'The caller is told that it was refused. The same bytes are refused for 15 minutes without asking again.',
    reason: 'Why, if you want to say it',
    reasonHelp: 'The caller is told it, and it is kept with the record.',
    refuseYes: 'Refuse it, which is written down',
  },
  outcome: {
    granted: (by: string, time: string, until: string) =>
      `Granted by ${by} on ${time}. The same bytes may be sent once, until ${until}.`,
    part: (by: string, rules: readonly string[], time: string) =>
      `${by} said yes for ${list.format(rules.map(quoted))} on ${time}.`,
    stillNeeds: (rules: readonly string[]) => `It still takes a yes for ${list.format(rules.map(quoted))}.`,
    refused: (by: string, time: string, until: string) =>
      `Refused by ${by} on ${time}. The same bytes are refused without asking, until ${until}.`,
    reason: 'The reason given:',
    you: 'you',
    names: (names: readonly string[]) => list.format(names),
  },
  gone: {
    title: 'This request is not there any more',
    /** What was seen of it last, before it went. */
    was: {
      open: 'It was open when you saw it last. A request ends after an hour, when a yes was used at once, and when the node stops: a node that was restarted has forgotten all of them, and who asked has to ask again.',
      granted:
        'It had been granted. A request goes when its approval was used, when its time is over, and when the node stops.',
      refused: 'It had been refused. A request goes when its time is over, and when the node stops.',
    },
    unknown:
      'It was never here, it is not for you, or it ended: requests end after an hour, when their approval was used, and when the node stops.',
    call: 'The call, as it is on record',
    log: 'What was decided stands in the log, whatever became of the request.',
  },
  content: {
    title: 'What would leave',
    closed: (name: string) =>
      `Closed. Looking at it is itself written into the log, as done by ${name}, before anything is shown.`,
    closedToOne:
      'On this node it takes two people to open what somebody else said, and a request cannot show it to one. Decide by the facts above, or refuse it.',
    open: (name: string) => `Look at it as ${name}`,
    opened: (name: string) =>
      `Opened, and the log now says that ${name} did. It stays open until you leave this page.`,
    released: 'It is decided, so the bytes are not kept for looking any more.',
    laidOut: 'Laid out for reading',
    asIs: 'The bytes, as they would leave',
    text: 'What would leave',
    form: 'How it is shown',
  },
  log: {
    title: 'What was decided before',
    none: 'Nothing has been decided yet.',
    caption: 'Decisions about approvals, latest first',
    sentence: (who: string, decision: 'granted' | 'refused', rules: readonly string[]) =>
      `${who} ${decision} it${rules.length === 0 ? '' : `, for ${list.format(rules.map(quoted))}`}.`,
    erased: 'Somebody whose name was erased',
    call: 'The call',
    reason: 'The reason given:',
    older: 'Older decisions',
  },
};

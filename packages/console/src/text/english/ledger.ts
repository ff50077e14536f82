import { erasingForm } from './erasing-form.ts';
import { witnesses } from './witnesses.ts';

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const counted = (count: string, one: string, many: string): string =>
  `${count} ${count === '1' ? one : many}`;
const entries = (count: string): string => counted(count, 'entry', 'entries');
const calls = (count: string): string => counted(count, 'call', 'calls');

/** The page of the ledger: the log's head, checks, who read what, and what was erased. */
export const ledger = {
  lead: 'Is the record whole? Everything that happens on this node is written into a log that can only grow. This page lets you hold the node to it.',
  whole: {
    signed: (origin: string, size: string) =>
      `The log ${origin} has ${entries(size)} under its newest signed head, and this browser found the signature right.`,
    first:
      'It is the first head of this log that this browser has seen. It will be remembered here, so that the node cannot go back behind it unnoticed.',
    same: (time: string) => `It is the head that this browser saw on ${time}.`,
    grown: (time: string, size: string) =>
      `On ${time} this browser saw a head over ${entries(size)}; the log has grown since.`,
    grownProved:
      'This browser has also checked, by the published hashes, that those entries are still its beginning.',
    grownUnproved:
      'That those entries are still its beginning was not checked here: the log’s hashes are not published.',
    grownBehind: 'The published hashes do not reach as far yet; the check follows when they do.',
    grownWrong:
      'The published hashes do not say that those entries are still its beginning. Keep both heads below, and run “commonhold verify” on the machine of the node.',
    shrunk: (time: string, size: string) =>
      `This browser saw a head over ${entries(size)} on ${time}, which is more than the node shows now. An older copy of the record was put back, or entries were taken away. Keep that head, which is below.`,
    forked: (time: string) =>
      `This browser saw another head over as many entries on ${time}. The node has signed two histories. Keep both heads, which are below: together they are the proof.`,
    before: 'The head that this browser remembers:',
    copyBefore: 'Copy the head that this browser remembers',
    wrong: (reason: string) => `The newest head is not signed by the log’s own key. ${reason}`,
    rest: 'Whether the entries under the head are all that there ever were is for a check of the whole log to say, and for those who kept a head.',
  },
  head: {
    title: 'The head',
    lead: 'A head is a few lines that stand for the whole log up to an entry. Whoever keeps one can later hold the node to it: a log that was rewritten would not fit.',
    origin: 'Name of the log',
    entries: 'Entries now',
    covered: 'Under the newest head',
    root: 'Root of all of them',
    text: 'The head itself',
    copy: 'Copy the head',
    keep: 'Send it to somebody, print it, or keep it where the node cannot reach.',
    key: 'The key to hand out',
    keyLead:
      'Everything that the log signs is checked with this line. Publish it where people know that it comes from you: on your web site, in a contract, on paper.',
    copyKey: 'Copy the verifier key',
    signers: 'Who has signed it',
  },
  check: {
    title: 'Check it yourself',
    lead: 'A check needs no trust in this page’s other words: it is done on the files themselves, by you or by anybody.',
    receipt: 'A receipt',
    receiptLead:
      'Somebody gave you a receipt, or you took one from the page of a call. This browser checks it without asking the node.',
    file: 'Receipt to check',
    choose: 'Choose a file',
    key: 'Verifier key that you got from somebody you trust',
    keyHelp: 'Optional. Without it the key that the receipt itself names is taken.',
    keyWrong: 'This is no verifier key of a log. It looks like name+number+letters, in one line.',
    log: 'The whole log',
    logHere:
      'The entries of this log are published, so this browser can check all of it: the signature, every hash, every entry, and that they fit each other.',
    logOff:
      'The entries of this log are not published, so this browser cannot read them. On the machine of the node this checks all of it, and what is kept beside it:',
    logCommand: 'On the machine of the node this checks what is kept beside the log as well:',
    command: 'commonhold verify --bodies',
    strangers: 'Anybody who has the published files or reaches them checks them with the key above:',
    strangersCommand: (address: string, key: string) => `commonhold log verify ${address} --key '${key}'`,
    start: 'Check the whole log in this browser',
    stop: 'Stop',
    progress: (done: string, total: string) => `${done} of ${entries(total)} checked.`,
    stopped: 'The check was stopped.',
    proved: 'Proved',
    broken: 'Not proved',
    unsigned: 'Nothing is signed yet',
    checked: (size: string) => `This browser has read and checked ${entries(size)}.`,
    grown: 'The log begins with exactly what this browser saw before.',
    grades: {
      complete: 'It is complete.',
      'end-unproven': 'Its end is unproven, as it is while a node runs.',
      gap: 'It has a gap.',
    },
    sessions: (opened: string, closed: string, cutOff: string) =>
      `The node was started ${counted(opened, 'time', 'times')}; ${closed} of them ended in order, ${cutOff} by being cut off.`,
    pairs: (intents: string, unknown: string, open: string) =>
      `${counted(intents, 'attempt was', 'attempts were')} written down before being sent; the end of ${unknown} is unknown, ${open} are under way.`,
    silences: (count: string) =>
      count === '0'
        ? 'While it ran it never missed the heartbeats that it had promised.'
        : `It was silent ${counted(count, 'time', 'times')} for longer than its heartbeats allow: it may have slept, or its clock was set.`,
    findings: 'What is wrong',
    findingAt: (index: string, what: string) => `Entry ${index}: ${what}`,
    findingsMore: (count: string) => `${count} in all; the first are shown.`,
  },
  looks: {
    title: 'Who read what',
    lead: 'What was said lies encrypted beside the log. Every look at it is an entry of the log, written before anything is shown.',
    none: 'Nobody has opened or searched anything yet.',
    somebody: 'somebody whose name was erased',
    opened: (who: string, fields: readonly string[]) => `${who} opened ${list.format(fields)} of`,
    openedNothing: (who: string) => `${who} looked for the texts of`,
    agreed: (who: string) => `${who} agreed to the opening of`,
    exported: (who: string) => `${who} took out texts of`,
    call: 'this call',
    manyCalls: 'many calls',
    fields: { request: 'the request', sent: 'what was sent', received: 'the answer' },
    searched: (who: string, count: string | undefined) =>
      count === undefined
        ? `${who} searched in what was said.`
        : `${who} searched in what was said in ${calls(count)}.`,
    words: (words: string) => `Words: “${words}”.`,
    reason: (reason: string) => `Reason: ${reason}`,
    gone: 'The reason was erased with the person who gave it.',
    older: 'Older looks',
    entry: (index: string) => `entry ${index}`,
    waiting: 'Waiting for a second person',
    waitingLead: 'On this node it takes two people to open what somebody else said.',
  },
  erased: {
    title: 'Erasure',
    lead: 'Erasing destroys what was said and the keys to it. The log stays whole: it says that something was erased, and goes on proving everything else.',
    none: 'Nothing was erased so far.',
    total: (count: string) => `Of ${calls(count)} something was erased, or everything but the log.`,
    row: {
      bodies: (who: string, what: string) => `${who} erased what was said in ${what}.`,
      everything: (who: string, what: string) => `${who} erased ${what}.`,
    },
    calls,
    whole: (count: string, keys: string) =>
      `${calls(count)}, by destroying ${counted(keys, 'key', 'keys')} of a person’s months`,
    retention: 'The node',
    why: (reason: string) => `The reason on record: ${reason}.`,
    older: 'Older erasures',
  },
  holds: {
    title: 'Holds',
    lead: 'What is held is erased by nobody: neither by an owner nor by a rule of retention, until the hold is removed. Both are entries of the log.',
    none: 'Nothing is held.',
    row: {
      person: (name: string) => `everything of ${name}`,
      project: (name: string) => `everything in the project ${name}`,
      call: (name: string) => `the call ${name}`,
    },
    since: (time: string) => `since ${time}`,
    remove: 'Remove',
    removeNamed: (what: string) => `Remove the hold on ${what}`,
    removeTitle: 'Remove this hold?',
    removeText: (what: string) =>
      `From then on ${what} can be erased again, by an owner at once and by retention at its next round.`,
    removeYes: 'Remove the hold',
    keep: 'Keep it',
    add: 'Hold something',
    kind: 'What is held',
    kinds: { person: 'a person', project: 'a project', call: 'a call' },
    name: { person: 'Name of the key', project: 'Name of the project', call: 'Id of the call' },
    button: 'Hold it',
  },
  retention: {
    title: 'How long texts are kept',
    forever: 'What was said is kept until somebody erases it: no rule of retention is set.',
    days: (days: string) => `What was said goes ${counted(days, 'day', 'days')} after its call.`,
    label: (label: string, days: string) =>
      `Where a call carries the label “${label}”, it goes after ${counted(days, 'day', 'days')}.`,
    bytes: (bytes: string) => `When all texts take more than ${bytes}, the oldest go first.`,
    every: (hours: string) => `The node looks every ${hours === '1' ? 'hour' : `${hours} hours`}.`,
    where: 'This stands in commonhold.yaml, under',
  },
  form: erasingForm,
  witnesses,
  notForMembers: 'Who read what and what was erased is shown to owners and auditors.',
  notForAuditors: 'Erasing, and the list of what is held, are for owners.',
};

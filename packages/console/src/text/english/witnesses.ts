const counted = (count: string, one: string, many: string): string =>
  `${count} ${count === '1' ? one : many}`;
const entries = (count: string): string => counted(count, 'entry', 'entries');

/** Who watches this log from outside, and whose logs this node watches. */
export const witnesses = {
  title: 'Witnesses',
  lead: 'A witness is somebody else who has seen how far the log had grown, and signs that. From then on a second history of this log cannot be shown without being caught. A witness sees the log’s name, a number and a hash, and nothing of any call.',
  none: 'Nobody witnesses this log. Until somebody does, only those who keep a head can find out that it was rewritten.',
  cosigned: (size: string, time: string) =>
    `has signed the head over ${entries(size)}, on ${time} by its own clock.`,
  never: 'has signed nothing yet.',
  failure: (detail: string, next: string) =>
    `The last time it did not: ${detail}. It is asked again on ${next}.`,
  remove: 'Ask no more',
  removeNamed: (name: string) => `Ask no more: the witness ${name}`,
  quorum: {
    none: 'No cosignature is required: a head is published as soon as the node has signed it.',
    number: (count: string) =>
      `${counted(count, 'cosignature is', 'cosignatures are')} required before a head is published.`,
    name: (name: string) => `The word of ${name} is required before a head is published.`,
  },
  met: (size: string, time: string) =>
    `The newest head that had them covers ${entries(size)}, since ${time}.`,
  waits: 'The newest signed head waits for them.',
  ask: 'Ask them now',
  add: 'Ask another witness',
  addLead:
    'Its owner gives out a key and an address. It must have accepted this log, by the key to hand out above.',
  name: 'What you call it',
  key: 'Its verifier key',
  url: 'Its address',
  button: 'Ask it',
  commands:
    'Two nodes that witness each other: one prints a token, the other takes it, and then the other way round.',
  commandLines: (origin: string) => `commonhold witness token --url ${origin}\ncommonhold witness pair TOKEN`,
  quorumCommand: 'How many cosignatures a head needs:',
  quorumLine: 'commonhold witness quorum 1',
  others: 'Logs that this node witnesses',
  othersNone: 'None. The owner of another log is accepted by:',
  othersCommand: 'commonhold witness accept KEY',
  other: (size: string | undefined, time: string | undefined) =>
    size === undefined || time === undefined
      ? 'nothing was signed for it yet.'
      : `signed over ${entries(size)}, on ${time}.`,
  ownKeys: 'The keys that this node witnesses with, to be given to the owners of these logs',
  copyKey: 'Copy this witness key',
};

/** What it takes to open what was said in a call. */
export const openingCalls = {
  auditor:
    'Closed, and it stays closed to auditors: they see everything about a call but what was said in it.',
  reason: 'Why you open it',
  reasonHelp: 'It is kept encrypted beside the log. Owners and auditors can read it.',
  two: 'On this node it takes two people to open what somebody else said.',
  askOnEach:
    'On this node it takes two people to open what somebody else said. Ask on the page of each call first; once somebody has agreed to both, they can be opened here.',
  ask: 'Ask another owner to agree',
  waits: (time: string) => `You asked on ${time}. Another owner must agree on this page, within the hour.`,
  agreedBy: (name: string) => `${name} agreed. You can open it once.`,
  othersWish: (name: string, time: string) => `${name} asks to open it, since ${time}.`,
  othersAgreed: (name: string, other: string) => `${name} may open it: ${other} agreed.`,
  why: 'The reason given:',
  agree: 'Agree, which is written down',
  refuse: 'Refuse',
  takeBack: 'Take it back',
};

/** The search in what was said, on the page of calls. */
export const saidCalls = {
  title: 'Search in what was said (this is written down)',
  words: 'Words in what was said',
  reason: 'Why you search',
  button: 'Search, which is written down',
  found: (found: string, calls: string) => `Found in ${found} of ${calls} searched.`,
  older: 'Search in older calls',
};

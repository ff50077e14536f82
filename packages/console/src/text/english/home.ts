import { numberText } from '../../components/written.ts';

export const home = {
  lead: 'Four questions about the AI that you use, answered from this node’s own record.',
  since: (from: string, to: string) => `${from} to ${to}, days of UTC`,
  own: 'You see the figures of your own calls.',
  resting: {
    one: (name: string, until: string) =>
      `${name} does not answer: after too many failures nothing is sent there until ${until}.`,
    again: (name: string) => `${name} has not answered for a while; the next call tries it again.`,
    meanwhile: 'Meanwhile calls go to the next destination of their route, or fail.',
    failing: (name: string) => `Many of the latest calls to ${name} failed; it is still being asked.`,
    how: 'How destinations are',
  },
  first: {
    title: 'This node has not been asked anything yet',
    lead: 'When it has, this page answers four questions from what it wrote down. The shortest way there:',
    past: 'Or begin with what you did before.',
    import: 'Import sessions and exports of other tools',
    ask: 'Ask something',
    tools: 'Or point the app or agent that you use at this node.',
    connect: 'Connect an app',
    curl: 'Or, from a program:',
  },
  inspect: {
    question: 'Can you inspect how the system works?',
    number: (calls: number) => (calls === 1 ? '1 call on record' : `${numberText(calls)} calls on record`),
    answer: (size: number, unsigned: number) =>
      unsigned === 0
        ? `The log has ${numberText(size)} entries, and the node has signed all of them. Each call can be opened, read and proven.`
        : `The log has ${numberText(size)} entries; the newest ${numberText(unsigned)} will be signed within a second.`,
    picture: 'Calls a day',
    trouble: (failed: number, unknown: number) =>
      unknown === 0
        ? `${numberText(failed)} did not complete: failed, broken off or refused.`
        : `${numberText(failed)} did not complete, ${numberText(unknown)} of them with an unknown end: the node stopped while they were under way.`,
    troubleName: 'of these not completed',
    open: 'Read the calls',
  },
  control: {
    question: 'Can you control where your data goes?',
    number: (left: number) =>
      left === 0
        ? 'Nothing left what you own'
        : left === 1
          ? '1 call left what you own'
          : `${numberText(left)} calls left what you own`,
    answer: (refused: number) =>
      refused === 0
        ? 'Every sending was written down before it left, with its destination.'
        : refused === 1
          ? 'Every sending was written down before it left, with its destination. 1 call was refused and sent nothing.'
          : `Every sending was written down before it left, with its destination. ${numberText(refused)} calls were refused and sent nothing.`,
    tools: (count: number) =>
      `Agents ran ${count === 1 ? 'a tool' : `tools ${numberText(count)} times`} by themselves, as their hooks told. What these sent, and where, is not known here.`,
    cannot:
      'What of it was personal or secret is known only as far as it was declared or found; the page Where it went shows it by label. Names of people are not reliably found.',
    picture: 'Calls by destination',
    destination: 'Destination',
    calls: 'Calls',
    local: { verified: 'inside this node', declared: 'declared local', no: 'rented' } as Record<
      string,
      string
    >,
    rest: (count: number) => (count === 1 ? '1 other' : `${numberText(count)} others`),
  },
  keep: {
    question: 'Can you keep using it if a vendor changes direction or disappears?',
    number: (owned: string) => `${owned} of calls ran on what you own`,
    nothing: 'No call was sent in this time',
    answer: (models: number) =>
      models === 0
        ? 'No model is on this machine. If every rented one vanished today, nothing would answer.'
        : models === 1
          ? 'If every rented model vanished today, the one on this machine would still answer.'
          : `If every rented model vanished today, the ${numberText(models)} on this machine would still answer.`,
    cannot:
      'What cannot be said yet: whether they would do the same work as well. That takes a rehearsal on your own calls.',
    picture: 'Owned and rented',
    owned: 'inside this node',
    ownedTokens: 'on what you own',
    declared: 'declared local',
    rented: 'rented',
    calls: 'Calls',
    tokens: 'Tokens',
    money: 'Money',
    costs: 'What it cost, and for what',
    noTokens: 'none counted',
    tools: (count: number) =>
      `${count === 1 ? 'One use of a tool is' : `${numberText(count)} uses of tools are`} not in it: agents ran them on their own machines, as their hooks told.`,
    uncounted: (count: number) =>
      count === 1
        ? 'Of 1 call nobody counted the tokens; they are in neither number.'
        : `Of ${numberText(count)} calls nobody counted the tokens; they are in neither number.`,
  },
  build: {
    question: 'Can you build on it without asking permission?',
    number: (files: number) => `${numberText(files)} files of code, readable here`,
    answer:
      'It is the code that this node runs now, under an open licence. Any program that speaks a common protocol can use the node, with a key that its owner makes and nobody else grants.',
    picture: 'Models that answered',
    model: 'Model',
    address: 'The address for programs',
    connect: 'Connect an app',
  },
  noneYet: 'none in this time',
};

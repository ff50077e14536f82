/** Pointing apps at the node. What each app is told comes from the node itself and is not written here. */
export const connect = {
  lead: 'Point an app at this node. Its calls are then written down, your rules hold for them, and what they cost is counted.',
  addresses: {
    title: 'The addresses',
    lead: 'Whatever asks for a base URL gets one of these, and a key of this node where it asks for an API key.',
    openai: 'OpenAI',
    anthropic: 'Anthropic',
    gemini: 'Gemini',
    ollama: 'Ollama',
    copy: (name: string) => `Copy the address for ${name}`,
    other: 'Does your app reach the node by another address?',
    otherHelp:
      'From inside a container this machine has another name, such as http://host.docker.internal:7777; over the network there must be TLS. The texts below then say that address. It changes nothing on the node, which has to listen there.',
    field: 'Address',
    use: 'Use it in the texts',
    back: 'Back to the node’s own',
  },
  apps: {
    title: 'Your app',
    choose: 'Apps',
    waysTitle: 'How it pays its vendor',
    ways: { key: 'with a key of this node alone', subscription: 'with your own subscription' },
    subscription:
      'The app goes on showing its vendor its own sign-in, which the node passes on and never keeps; the key of this node comes beside it. For that the row of the vendor in commonhold.yaml has to say',
    subscriptionMore: 'What that means, and what reaches the vendor, is in the guide',
    guide: 'docs/guide/subscriptions.md',
    failing: (app: string, names: string) =>
      `As this node is now, calls of ${app} will fail: unless you set a model in it, it asks for names such as ${names}, and nobody here can answer to them. A row for its vendor is made by`,
    failingMore: 'Another way is a route of that name to a model of this node.',
  },
  key: {
    title: 'A key for it',
    lead: (app: string) =>
      `Every app has a key of its own, so that its calls can be told apart and it alone can be shut out. The key for ${app} is a member’s: it makes calls and sees its own.`,
    make: (app: string) => `Make a key for ${app}`,
    made: (name: string) => `The key ${name} is made.`,
    once: 'It stands in the texts below, and it is shown this once: when you leave this page it is gone. Write it to where it will be used now.',
    copy: 'Copy the key',
    manage: 'Keys',
    manageLead: 'Limits and an end for it are set where it can be revoked:',
    member: (standIn: string) =>
      `Use the key that you have, or ask the owner of the node for another one. It goes where the texts say ${standIn}.`,
    none: (standIn: string) => `Until there is one, the texts say ${standIn} in its place.`,
  },
  command: {
    title: 'By a command',
    lead: 'On the machine where the app runs, with Commonhold installed there. It shows what it would change and asks, makes a key by itself, and takes everything back with',
    copy: 'Copy the command',
  },
  hand: {
    title: 'By hand',
    file: 'In the file',
    merge: 'Where the file is there already, add these lines to it and leave the rest. ~ is your own folder.',
    mergeHere: 'Where a file is there already, add these lines to it and leave the rest.',
    copyFile: (path: string) => `Copy the lines for ${path}`,
    copyLines: 'Copy these lines',
  },
  arrival: {
    title: 'See it arrive',
    waiting: (app: string) =>
      `Start ${app} and ask it something. This page waits for its first call and says when it is here.`,
    waitingOwn: (app: string) =>
      `Start ${app} and ask it something. This page waits for the next call with your key and says when it is here.`,
    first: 'As soon as there is a key, this page waits for its first call.',
    arrived: (time: string) => `The first call arrived on ${time}.`,
    status: {
      open: 'It is being answered.',
      completed: 'It was answered.',
      failed: 'It was sent, and failed.',
      aborted: 'It was broken off.',
      unknown: 'How it ended is not known.',
      refused: 'It was refused, and nothing was sent.',
    },
    read: 'Read it',
    never:
      'Nothing arrives? A request with a wrong key, or for a model that this node does not have, is refused before it is a call: the app shows why, and nothing stands on record.',
  },
};

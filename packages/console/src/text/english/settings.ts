export const settings = {
  lead: 'How this node runs, and where its configuration is written.',
  node: {
    title: 'The node',
    software: 'Software',
    runtime: 'Runtime',
    process: 'Process',
    running: 'Running for',
    address: 'Listens on',
    home: 'Home folder',
    memory: 'Memory in use',
    underWay: 'Calls under way',
  },
  record: {
    title: 'The record',
    origin: 'Name of the log',
    size: 'Entries',
    checkpoint: 'Newest signed head',
    checkpointHelp:
      'Whoever keeps this text can later hold the node to it: a log that was rewritten would not fit. Who else has signed how far stands on the page Ledger.',
  },
  destinations: {
    title: 'Destinations',
    help: 'How each is, as far as calls have shown since the node started. Nothing is sent there only to find out.',
    states: {
      unknown: 'no call has said',
      well: 'well',
      failing: 'failing: some of the latest calls to it did',
      resting: 'resting: nothing is sent there until',
    },
    lastFailure: (time: string, error: string) => `last failure ${time}, ${error}`,
  },
  files: {
    title: 'Configuration',
    text: 'Configuration is a file, so that it can be read, compared and kept in version control. The node notices a change, checks it before it takes effect, and writes to the record that it changed.',
    file: (home: string) => `${home}/commonhold.yaml`,
    reload: 'Read it again now',
    unchanged: 'Read. Nothing has changed.',
    changed: (what: readonly string[]) => `Taken over: ${what.join(', ')}.`,
  },
  session: {
    title: 'This browser',
    name: 'Signed in as',
    role: 'Role',
    project: 'Project',
    links: 'Another device',
    linksHelp:
      'A link that signs in once, as the owner, within an hour. Whoever opens it first is the owner to this node; it works where this address can be reached.',
    makeLink: 'Make a link',
    everywhere: 'Sign out in every browser',
    everywhereHelp:
      'Ends this sign-in and every other one by the same key, or by a link if a link opened this one.',
  },
  ownersOnly: 'The rest of this page is for the owner of the node.',
};

import type { frame } from './frame.ts';

interface HowPage {
  /** What the page shows and where it comes from, a paragraph each. */
  readonly see: readonly string[];
  /** Numbers of the invariants in ARCHITECTURE.md. */
  readonly invariants: readonly number[];
  /** Files of the node, without extension, the one to read first at the top. */
  readonly files: readonly string[];
}

const pages: Partial<Record<keyof typeof frame.pages, HowPage>> = {
  home: {
    see: [
      'Four questions that anybody may ask about a system for AI, each with an answer that is counted on this node’s own record. Nothing on this page is an estimate of ours; what the record cannot tell is said so.',
      '“Owned” means that a call was answered by the engine inside this node, which the node has verified, or at an address that its owner declared to be local, which it takes on trust.',
    ],
    invariants: [2, 4, 6],
    files: ['commonhold/server/api/overview', 'commonhold/gate/handle', 'commonhold/ledger/recorder'],
  },
  ask: {
    see: [
      'A talk with a model goes the way of every call: through the gate, onto the record, and only then to the model. Under each answer stands where it ran and where it is on record; both are read from the record and not from the answer.',
      'The conversation itself is your own working copy. It is kept sealed under the same key as the bodies of its month, and nobody else on this node can list it.',
      'An answer of the engine inside can be opened: it tells how likely each token was when it was drawn. A fork gives the model the very same tokens and one other, and lets it go on. Of a rented model nothing of this can be known.',
      'Answers are untrusted text. HTML in them stays text, images are not loaded, and links say where they lead.',
    ],
    invariants: [2, 3, 6, 8],
    files: [
      'commonhold/gate/handle',
      'commonhold/gate/sending/answer',
      'commonhold/server/api/conversations',
      'commonhold/providers/llama/draw',
      'commonhold/providers/llama/score',
      'commonhold/server/api/prompt',
    ],
  },
  connect: {
    see: [
      'The texts are those that the command “commonhold connect” writes, made by the same code for a file that is not there yet. The page asks the node for them without any key in them; your browser puts the key in.',
      'A key is made as on the page Keys: the node keeps its digest and cannot show it again. This page keeps it until you leave it, and nowhere else.',
      'That a first call arrived is read from the record, where it stands before anything of it is sent on. A subscription’s sign-in is passed on to its vendor and is in no file of the node.',
    ],
    invariants: [2, 3, 5],
    files: [
      'commonhold/apps/written-by-hand',
      'commonhold/apps/apps',
      'commonhold/server/api/apps',
      'commonhold/identity/authenticate',
    ],
  },
  costs: {
    see: [
      'What each sending cost stands on record with who says so: the destination itself, your own prices, or the list that came with the release. This page adds it up by day; no price is asked for anywhere.',
      'What nobody knows is counted as unknown beside every sum and never as nothing. Sums of several currencies stand beside each other.',
      'Budgets are shown as they stand now, with what calls under way have reserved, whatever time is chosen above.',
      'Fees that are not for tokens, taxes and discounts are in no list, so compare this with your bills. What was erased is gone from here too, and so is what went around this node.',
    ],
    invariants: [4, 6],
    files: [
      'commonhold/prices/price-of',
      'commonhold/store/spent-day',
      'commonhold/ledger/calls/spent',
      'commonhold/server/api/costs',
      'commonhold/gate/limits/budgets',
    ],
  },
  calls: {
    see: [
      'Every call that this node handled, latest first, by the order of the log and not by the clock. A call that sent nothing stands here as a refusal.',
      'The list shows facts about calls, never their content. Opening content is written into the record before you see it.',
      'Messages are read out of the stored bytes by this page, in your browser. They are a reading aid; the bytes themselves stand below them, and entries of the log are hashed again here.',
    ],
    invariants: [2, 4, 5, 8],
    files: [
      'commonhold/gate/handle',
      'commonhold/ledger/calls/find-calls',
      'commonhold/ledger/calls/read-call',
      'commonhold/ledger/bodies/read-bodies',
      'record/leaf',
    ],
  },
  import: {
    see: [
      'What other tools kept of their calls, read into this record. Such a call stands there as imported: that it was made, when, by whom and with which answer is the word of the file that it came from, and nothing here proves it.',
      'Every file is on record by its SHA-256. A call that came before, from the same file or from another one, is not written twice.',
      'The bodies are looked through by the detectors of this node, in this process. Nothing leaves the machine for an import, and for counting what it cost neither: the list of prices comes with the release.',
      'What stands in for a vendor is told by name alone. Whether another model would do the same work, nobody has tried here.',
    ],
    invariants: [1, 4, 5, 6],
    files: [
      'commonhold/import/import-file',
      'commonhold/import/recognise',
      'commonhold/import/report',
      'commonhold/server/record/imports',
      'commonhold/ledger/imports/import-log',
    ],
  },
  where: {
    see: [
      'Sums by day that the node keeps with every attempt and every refusal. They are counted again and compared with the record whenever somebody runs the verification.',
      'Labels and facts about destinations are those of the moment at which something was sent, so this page does not change when the rules or the facts do.',
      'Sizes are as coarse as the padding of stored bodies. An attempt counts as sent when it is on record that it was about to be sent, whether or not it arrived.',
      'A call that went around this node is not here.',
    ],
    invariants: [2, 4, 5, 6],
    files: [
      'commonhold/store/flow-day',
      'commonhold/ledger/calls/flows',
      'commonhold/server/api/flows',
      'commonhold/server/api/processing-record',
      'commonhold/ledger/calls/details',
    ],
  },
  rules: {
    see: [
      'The rules by which this node decides at this moment, which are not always those of the files: a set that is not right takes no effect, and the old one holds.',
      'Before anything of a call leaves, the rules are asked about the bytes that would leave and the place where they would go. A remedy changes what is asked, and the rules are asked again. A rule that cannot be evaluated counts as a no.',
      'What is written here changes the same files that any other editor would. They are replaced as one set: a crash in between leaves the old set or the new one, and never a third made of both.',
      'The effect on your history is found by asking the rules again about facts that were recorded then: who called, which labels were found, where it went. What was not recorded is called unknown, and nothing that was said is opened.',
    ],
    invariants: [3, 6, 8],
    files: [
      'commonhold/policy/cedar/policy-set',
      'commonhold/policy/cedar/read-rules',
      'commonhold/policy/remedy-loop',
      'commonhold/gate/deciding/decide',
      'commonhold/server/configuration/rule-files',
      'commonhold/config/unfinished-policies',
    ],
  },
  approvals: {
    see: [
      'Calls that the rules hold back until somebody has said yes. A call waits up to a minute; then its client is told where to look and may send the same again, for an hour.',
      'A yes is for the very bytes whose digest is shown, to this destination, by this caller, once, within 15 minutes. With it the rules are asked again; it is one fact more and never an answer by itself.',
      'A decision is written into the log before it has an effect, and so is a look at what would leave. Requests themselves are in the node’s memory only: a node that stops forgets them.',
      'Only keys of people approve. An app or an agent that was given an owner’s key cannot say yes to itself, and an auditor changes nothing.',
    ],
    invariants: [2, 3, 5, 8],
    files: [
      'commonhold/gate/deciding/approvals',
      'commonhold/gate/deciding/approve',
      'commonhold/gate/handle',
      'commonhold/policy/remedy-loop',
      'commonhold/server/record/approvals',
      'commonhold/server/api/approvals',
    ],
  },
  models: {
    see: [
      'Models whose files lie in this node’s models folder, and open models that it could fetch. What was verified here stands apart from what a file or its publisher declares.',
      'A model file is parsed in a process of its own, because a malformed one can end the process that reads it.',
      'Nobody is asked for a file before you said yes to a question that names who will be asked. The node fetches, not this page, and only a file whose SHA-256 is the pinned one becomes a model.',
      'What a model needs of memory and how fast it would be are estimates; the figure that was measured is called so.',
    ],
    invariants: [1, 7, 9],
    files: [
      'commonhold/models/library',
      'commonhold/models/pull',
      'commonhold/models/catalog-rows',
      'commonhold/models/recommend',
      'commonhold/server/models/model-work',
      'commonhold/providers/llama/engine-supervisor',
    ],
  },
  ledger: {
    see: [
      'The log is a tree of hashes over all entries. Its root, signed with the number of entries, is the head: nobody can change, take out or put in an entry under a head without its root becoming another.',
      'What this page calls checked was checked in your browser, by the same code that anybody can install without a node. It remembers the largest head that it has seen, and says so when the node shows one that does not follow it.',
      'Who read what and what was erased are entries of the log too, with names and reasons from beside it. What lies beside it can be erased; that it was, stays.',
      'No check here shows what never came to the log: a call that went around the node, or a log that was never kept by anybody else.',
    ],
    invariants: [5, 8, 9],
    files: [
      'tlog/verify-log',
      'record/verify',
      'record/receipt',
      'commonhold/ledger/log/checkpoints',
      'commonhold/ledger/accesses/accesses',
      'commonhold/ledger/erasure/erasures',
      'commonhold/server/record/openings',
    ],
  },
  keys: {
    see: [
      'Who may call. The node keeps only a digest of each key, so a key that is lost cannot be shown again, only replaced.',
      'Making, changing and revoking a key is written to the record in the same moment in which it takes effect.',
      'What is used up of a budget includes what calls under way are thought to take. Keys of one caller, such as one that was made after another, share their budgets.',
    ],
    invariants: [3, 5],
    files: [
      'commonhold/identity/keys',
      'commonhold/identity/authenticate',
      'commonhold/identity/scope',
      'commonhold/gate/limits/limits',
      'commonhold/gate/limits/budgets',
      'commonhold/gate/change',
    ],
  },
  settings: {
    see: [
      'How this node runs. Its configuration is a file that can be read, compared and kept in version control; the node notices when it changes and writes that down.',
    ],
    invariants: [6, 7, 10],
    files: [
      'commonhold/config/configuration',
      'commonhold/server/start',
      'commonhold/server/configuration/record-configuration',
    ],
  },
};

export const how = {
  open: 'How this page works',
  close: 'Close',
  title: (page: string) => `How “${page}” works`,
  see: 'What you see',
  invariants: 'What it rests on',
  files: 'The code that does it',
  filesLead: 'As this node runs it now, not as a web site says.',
  back: 'Back to the explanation',
  served: (software: string, language: string) => `Served by the running node, ${software}, ${language}.`,
  pages,
};

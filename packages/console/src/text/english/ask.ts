import { durationText, numberText, shareText } from '../../components/written.ts';

const count = (value: number, one: string, many: string): string =>
  `${numberText(value)} ${value === 1 ? one : many}`;

export const ask = {
  newTitle: 'Ask',
  lead: 'Ask a model. You see where your words would go before you send them, and under each answer where it is on record.',
  untitled: 'Without a title',
  noModels: 'No model can be asked yet.',
  noModelsHelp:
    'Fetch one that runs inside this node on the page of models, or name a provider in commonhold.yaml.',
  openModels: 'Models',
  otherModel: (model: string) => `No model is named ${model} any more. Choose another one.`,

  talk: {
    begin: 'New conversation',
    all: 'All conversations',
    rename: 'Rename',
    name: 'Title of the conversation',
    keepName: 'Keep this title',
    remove: 'Delete',
    removeTitle: 'Delete this conversation?',
    removeText: (title: string) =>
      `“${title}” will be gone from this page for good. The calls in it stay on record, because the record cannot be changed.`,
    keep: 'Keep it',
    leave: 'Leave it',
    exportMarkdown: 'Save as Markdown',
    exportJson: 'Save as JSON',
    list: 'Conversations',
    search: 'Search in titles and words',
    none: 'Nothing is kept yet.',
    notFound: (words: string) => `No conversation has the words “${words}”.`,
    missing: 'This conversation cannot be shown',
    question: (number: number) => `Question ${number}`,
    close: 'Close',
  },

  saving: {
    new: '',
    saved: 'Saved',
    waiting: 'Saving …',
    failing: (why: string) => `Not saved, and tried again: ${why}`,
  },

  composer: {
    label: 'Your question',
    placeholder: 'Ask …',
    send: 'Send',
    stop: 'Stop',
    keys: 'Enter sends. Shift and Enter begin a new line. Escape stops the answers.',
    model: 'Model',
    modelNumber: (number: number) => `Model ${number}`,
    chooseModel: 'Choose a model',
    nothingFound: 'No model has this in its name',
    addModel: 'Ask another model beside it',
    removeModel: (model: string) => `remove ${model}`,
    remove: 'remove',
    settings: 'Settings',
    settingsNow: (set: readonly string[]) =>
      set.length === 0 ? 'Settings: all as the model has them' : `Settings: ${set.join(', ')}`,
  },

  where: {
    verified: 'in this node, verified',
    declared: (provider: string) => `declared local: ${provider}`,
    no: (provider: string) => `leaves to ${provider}`,
    beforeVerified: 'Your words stay in this node, which is verified: its own engine answers.',
    beforeDeclared: (provider: string) =>
      `Your words go to ${provider}, which the owner of this node declares to be local. The node takes that on trust.`,
    beforeNo: (provider: string) => `Your words leave to ${provider}.`,
    afterwards: (wheres: readonly string[]) =>
      ` If that fails before a first word: ${wheres.join(', then ')}.`,
  },

  answer: {
    you: 'You',
    label: (model: string) => `Answer of ${model}`,
    thinking: 'What the model wrote before its answer',
    waiting: 'Waiting for the first word …',
    again: 'Answer again',
    copy: 'Copy the answer',
    copyQuestion: 'Copy the question',
    editQuestion: 'Ask differently',
    editLabel: 'The question in other words',
    sendEdit: 'Ask this instead',
    versions: (at: number, of: number) => `${at} of ${of}`,
    earlier: 'Earlier version',
    later: 'Later version',
    length: 'It ended because it reached the most tokens that were asked for or fit.',
    stopped: 'You stopped it here. The call is recorded as aborted.',
    failed: (error: string) => `It broke off here. ${error}`,
    refused: (error: string) => error,
    leftOut: 'Without an answer, this question is not part of what later ones send.',
    interrupted:
      'This page was closed while the answer came. What is here was saved; the record says how the call ended.',
    brokeOff: 'The answer ended without its end, so something may be missing.',
    fork: (before: string, forced: string) => ({
      before: `A fork: after “${before}” the model was made to say `,
      forced,
      after: '.',
    }),
    forkAtStart: 'A fork: at its beginning the model was made to say ',
    isJson: 'It is JSON. Whether it fits the schema was not checked here.',
    notJson: (detail: string) => `It is not JSON: ${detail}`,
    begins: (model: string) => `${model} begins to answer.`,
    complete: (model: string) => `The answer of ${model} is complete.`,
    endedEarly: (model: string) => `The answer of ${model} ended early.`,
  },

  record: {
    allowed: (rule: string) => `allowed by the rule “${rule}”`,
    denied: (rule: string) => `refused by the rule “${rule}”`,
    otherDecision: (step: string) => step,
    entry: 'its record',
    covered: (size: number) => `covered by the signed head of ${count(size, 'entry', 'entries')}`,
    soon: 'will be covered by a signed head within a second',
    tokens: (input: number | undefined, output: number | undefined, source: string | undefined) =>
      input === undefined || output === undefined
        ? 'tokens not counted'
        : `${numberText(input)} tokens in, ${numberText(output)} out${source === 'estimated' ? ', estimated' : ''}`,
    duration: (ms: number) => durationText(ms),
    statuses: {
      open: 'still open on record',
      completed: '',
      failed: 'recorded as failed',
      aborted: 'recorded as aborted',
      unknown: 'recorded with an unknown end',
      refused: 'recorded as refused; nothing was sent',
    },
    unreadable: 'What the record says of it could not be read.',
  },

  settings: {
    title: 'Settings of this conversation',
    close: 'Close the settings',
    empty: 'as the model has it',
    system: 'System prompt',
    systemHelp:
      'What the model is told before everything else. Empty: nothing is sent, and the model’s own template decides.',
    parameters: 'How the answer is drawn',
    parametersHelp:
      'A field that is empty is not sent. The destination’s own default holds then, and the record shows what the engine inside used.',
    temperature: 'Temperature',
    temperatureHelp:
      '0 takes the likeliest token each time. Higher gives the unlikely ones more of a chance.',
    top_p: 'Top p',
    top_pHelp: 'Draws only from the likeliest tokens that together have this share.',
    top_k: 'Top k',
    top_kHelp: 'Draws only from this many of the likeliest tokens.',
    min_p: 'Min p',
    min_pHelp: 'Leaves out tokens that have less than this share of the likeliest one’s chance.',
    seed: 'Seed',
    seedHelp: 'The number that chance begins from. The same seed usually draws the same answer.',
    max_tokens: 'Most tokens of an answer',
    max_tokensHelp: 'The answer is cut there, and says so.',
    stop: 'Stop at',
    stopHelp: 'The answer ends before any of these. One a line.',
    deterministic: 'Deterministic',
    deterministicHelp:
      'The same to the bit each time, on the same kind of machine. It runs alone, so it may wait.',
    insideOnly: 'Known to the engine inside this node; another destination may refuse or overlook it.',
    tokens: 'Keep how likely each token was',
    tokensHelp:
      'For the glass box, from models inside this node. It costs some speed. Off: it can be worked out afterwards.',
    schema: 'JSON schema',
    schemaHelp: 'The answer must have this form. Put into the question what the model should know about it.',
    schemaNone: 'Empty: answers are free text.',
    schemaValid: 'This is JSON and will be sent as the schema.',
    schemaNotJson: (detail: string) => `Not sent: this is not JSON. ${detail}`,
    schemaNotObject: 'Not sent: a schema is a JSON object.',
    now: {
      system: 'system prompt',
      schema: 'JSON schema',
      deterministic: 'deterministic',
      noTokens: 'no token probabilities',
      stop: (stops: number) => count(stops, 'stop text', 'stop texts'),
    },
  },

  glass: {
    open: 'Glass box',
    shut: 'Close the glass box',
    label: 'Glass box of this answer',
    closedTitle: 'This box is closed',
    closedRented: (provider: string) =>
      `The answer was made by ${provider}, on machines and with a model that you rent. This node saw the text that came back and nothing of how it came about: not the tokens that nearly stood there, not what exactly the model read, not the model itself. No setting here can open it. Ask a model that runs inside this node to look into it.`,
    closedDeclared: (provider: string) =>
      `The answer was made by ${provider}, which is declared to be local. Its box could be opened there; this version opens only the engine inside the node, because only of that does it know that what is shown is what happened.`,
    closedUnknown: 'It is not known where this answer was made, so nothing can be shown of it.',
    none: 'This page holds no probabilities of this answer now.',
    fromRecord: 'Read them from the record',
    fromRecordHelp: 'They came with the answer, so they are on record. That you opened it is recorded too.',
    notOnRecord: 'The recorded answer has no probabilities.',
    workOut: 'Work the probabilities out now',
    workOutHelp:
      'The model reads its answer again and says how likely each token was. Nothing new is written. It is a call of its own, and on record.',
    working: 'The model is reading …',
    scoredNote: 'Worked out afterwards, at temperature 0: the model’s own numbers, before any settings.',
    drawnNote: (temperature: number) =>
      temperature === 0
        ? 'As they were when the answer was made, at temperature 0: the model’s own numbers.'
        : `As they were when each token was drawn, at temperature ${numberText(temperature)} and after the other settings.`,
    legend: 'How likely the token was',
    bands: ['90 % or more', '50 to 90 %', '20 to 50 %', '5 to 20 %', 'below 5 %'],
    text: 'The answer, token by token',
    keys: 'Arrow keys go from token to token. Enter goes to its alternatives, and Enter there continues the answer from that one.',
    noToken: 'Point at a token, tap it, or use the arrow keys.',
    newLine: 'line break',
    space: 'space',
    part: (bytes: string) => `part of a character, bytes ${bytes}`,
    token: (number: number, of: number) => `Token ${numberText(number)} of ${numberText(of)}`,
    chance: (probability: number | undefined) =>
      probability === undefined ? 'left out by the settings' : shareText(probability),
    spoken: (token: string, chance: string, rank: number | undefined) =>
      `${token}: ${chance}${rank === undefined ? ', not among the likeliest' : rank === 1 ? ', the likeliest' : `, number ${rank} of the likeliest`}`,
    alternatives: 'What could have stood here',
    columns: ['Token', 'Chance', 'Go on from it'] as const,
    taken: 'taken',
    goOn: 'Go on',
    goOnWith: (token: string) => `Go on from here with ${token}`,
    rest: 'All other tokens',
    noRest: 'The settings left no other token to choose from.',
    temperature: 'What would temperature change here?',
    temperatureAt: (value: string) => `At temperature ${value}, among these alone`,
    temperatureHelp: 'Computed from the chances shown, so it shows the direction and is no promise.',
    surprise: 'Surprise of each token',
    surpriseHelp: 'In bits: 0 is certain, 1 is a toss of a coin, each further bit is half as likely.',
    surpriseWords: (mean: string, most: string, token: string) =>
      `On average ${mean} bits a token. The most, ${most} bits, at ${token}.`,
    bits: 'bits',
    prompt: 'What the model read before it answered',
    promptLead: (tokens: number, context: number) =>
      `${numberText(tokens)} of the ${numberText(context)} tokens that it can read at once. Marked are the tokens that steer the model; nobody can type them, only the template writes them.`,
    promptNow:
      'Rendered now, by the template in use now. If the model’s file was changed since, it read something else then; the digest of the template is on its record.',
    template: 'The chat template that wrote it',
    templateFrom: {
      gguf: 'It came in the model’s file.',
      override: 'The owner of this node gave it instead of the one in the file.',
    },
    digest: 'SHA-256',
    explain: 'What is this?',
    explanation: [
      'A model does not write words. It writes tokens: pieces of text, often a word with the space before it, sometimes only a part of one. Each box is one token.',
      'Before each token the model gives every token that it knows a number: how likely it would come next in texts like this one. 90 % means that in such a place it would come nine times out of ten.',
      'Then one of them is drawn, as from a bag in which likely tokens lie more often. Temperature changes the bag: at 0 the likeliest is taken every time, and the higher it is, the more often an unlikely one comes out. That is why the same question can get another answer.',
      'A high number does not mean that something is true. It means that these words often follow such words. A model can be sure and wrong.',
      'Choose another token, and the model goes on from there. You see how much hangs on one word.',
    ],
  },
};

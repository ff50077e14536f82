/** Why a call was decided as it was: on the page of a call, and where somebody is asked to decide. */

const countryNames = new Intl.DisplayNames('en', { type: 'region' });
const list = new Intl.ListFormat('en', { type: 'conjunction' });
const either = new Intl.ListFormat('en', { type: 'disjunction' });

const counted = (count: string, one: string, many: string): string =>
  `${count} ${count === '1' ? one : many}`;
const quoted = (name: string): string => `“${name}”`;
const rulesNamed = (names: readonly string[]): string =>
  `${names.length === 1 ? 'the rule' : 'the rules'} ${list.format(names.map(quoted))}`;

/** A code that stands for no country, such as a group of them, is shown as it is. */
function country(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (countryNames.of(code) ?? code) : code;
}

/** Groups of countries, as rules name them. */
const groups: Readonly<Record<string, string>> = {
  EU: 'EU',
  EEA: 'EEA',
  UK: 'UK',
  'EU-ADEQUATE': 'found adequate by the EU',
};

/** Where a remedy sends a call, as after `reroute:`. */
const place = (to: string): string => (to === 'local' ? 'the engine inside this node' : to);

export const deciding = {
  title: 'How it was decided',
  country,
  ofAttempt: (attempt: number) => `Attempt ${attempt}`,
  ofRefusal: 'The refusal',
  key: 'key of the caller',
  trail: 'The trail, as it is on record:',
  noSteps: 'The rules were not asked: the call ended before it got to them.',
  erased: 'What the rules saw, and how they decided, was erased with the rest.',
  /** The heading of one time that the rules were asked. */
  pass: {
    at: (provider: string, where: string) => `For ${provider}${where === '' ? '' : `, ${where}`}`,
    placeNotKept: 'For a place that is not on record',
    masked: (title: string) => `${title}, with pseudonyms in place of what was found`,
    approved: (title: string) => `${title}, once it had been approved`,
  },
  local: {
    verified: 'inside this node',
    declared: 'declared to be the owner’s own',
    no: 'rented',
  },
  /** The first half of a sentence that goes on with the rule’s own reason. */
  steps: {
    allow: (rule: string) => `The rule “${rule}” allowed it.`,
    deny: (rule: string) => `The rule “${rule}” forbade it.`,
    error: (rule: string) => `The rule “${rule}” could not be evaluated, and that counts as a no.`,
    errorOfRequest: 'The question could not be put to the rules, and that counts as a no.',
    noPermit: 'No rule permitted it, and what no rule permits is not allowed.',
    validKey:
      'The built-in rule allowed it: whoever has a valid key may call every model that the routes name.',
    wouldAllow: (rule: string) =>
      `The rule “${rule}” would have allowed it. It is only watched and decides nothing.`,
    wouldDeny: (rule: string) =>
      `The rule “${rule}” would have forbidden it. It is only watched and decides nothing.`,
    wouldError: (rule: string) =>
      `The rule “${rule}”, which is only watched, could not be evaluated. In force, that would count as a no.`,
    wouldDenyNoPermit: 'No rule permitted it. If the rules were enforced, it would have been refused.',
    observeMode: 'Nothing was enforced on this node then, so it was let go all the same.',
    more: (count: string) => `${counted(count, 'rule', 'rules')} more matched than the trail has room for.`,
    missing: {
      reroute: 'The route had no later candidate to which these rules would let it go.',
      pseudonymise: 'Replacing what was found by pseudonyms was not possible, or had not been enough.',
      approve: 'Nobody approved it in time, or somebody refused.',
      passes:
        'It would have taken more remedies than one call may have, as with rules that send it in a circle.',
      other: (what: string) => `A remedy was not to be had: ${what}.`,
    },
    satisfied: (rules: readonly string[]) =>
      `${list.format(rules.map(quoted))} ${rules.length === 1 ? 'does' : 'do'} not forbid it any more.`,
    other: (step: string) => `A step that this page has no words for: ${step}.`,
  },
  /** What was done about it, after which the rules were asked again. */
  remedies: {
    reroute: (to: string) =>
      `So the call went on to ${place(to)}, which its route lists too, and the rules were asked again.`,
    pseudonymise:
      'So what was found was replaced by pseudonyms, and the rules were asked again, about the changed bytes.',
    approve: (by: readonly string[]) =>
      `So ${list.format(by.map(quoted))} had to approve of these very bytes. With the approval the rules were asked again.`,
    other: (step: string) => `Then came a step that this page has no words for: ${step}.`,
  },
  looked: {
    title: (rules: readonly string[]) => `What ${rulesNamed(rules)} looked at`,
    nothing: (rules: readonly string[]) =>
      `${list.format(rules.map(quoted))} ${rules.length === 1 ? 'looks' : 'look'} at nothing about a call, and so ${rules.length === 1 ? 'holds' : 'hold'} for every one.`,
    builtIn: 'The built-in rule looks at nothing but whether the key is valid.',
    noPermit:
      'No rule of the set applied, so no fact of the call is what decided. Which rules there were, the page of rules says for the set that holds now.',
    by: (rules: readonly string[]) => `for ${list.format(rules.map(quoted))}`,
    notKept:
      'The text of these rules is not kept in this database, so nobody can say which of these facts they looked at.',
    aside: (count: string) => `What played no part (${counted(count, 'fact', 'facts')})`,
    all: 'What the rules could see',
    unknown:
      'What is not known is neither yes nor no; each rule says itself what it takes it for. The owner can state facts about a destination in commonhold.yaml.',
  },
  facts: {
    caller: 'who, by id',
    kind: 'kind of caller',
    role: 'role',
    project: 'project',
    labels: 'labels on the data',
    overBudget: 'over budget',
    approvals: 'approved for the rules',
    provider: 'destination',
    model: 'model',
    local: 'whose machine',
    country: 'country',
    region: 'region',
    legalEntity: 'legal entity',
    companyCountry: 'seat of the company',
    parentCompany: 'company above it',
    parentCountry: 'seat of that company',
    maker: 'maker of the model',
    makerCountry: 'seat of the maker',
    retentionDays: 'keeps data',
    trainsOnData: 'trains on data',
    processorContract: 'contract on processing',
    transferBasis: 'basis for the transfer',
    everything: 'everything about the request',
  },
  values: {
    none: 'none',
    yes: 'yes',
    no: 'no',
    unknown: 'not known',
    notKept: 'not on record',
    days: (days: string) => counted(days, 'day', 'days'),
    regions: (codes: readonly string[]) => codes.map((code) => groups[code] ?? country(code)).join(', '),
    kinds: { person: 'person', app: 'app', agent: 'agent' },
    bases: {
      'none-needed': 'none needed',
      adequacy: 'found adequate by the Commission',
      'standard-clauses': 'standard contractual clauses',
      'binding-rules': 'binding corporate rules',
    },
  },
  changes: {
    title: 'What would have to change',
    /** Of a place to which the call did not go. */
    titleThere: 'For it to have gone there as it was',
    forbidden: (rule: string, looks: readonly string[]) =>
      looks.length === 0
        ? `“${rule}” would have to be another rule: it forbids every call`
        : `What “${rule}” looks at would have to be otherwise: ${either.format(looks)}`,
    forbiddenNotKept: (rule: string) =>
      `The rule “${rule}” would have to not apply. Its text is not kept here.`,
    noRemedy: '. It takes no remedy, so nothing else lets such a call go.',
    remedy: {
      reroute: (to: string | undefined) =>
        to === undefined
          ? '. Another candidate of the route may do, if it is listed after this one.'
          : `. ${to === 'local' ? 'The engine inside this node' : to} may do, if the route lists it after this one.`,
      pseudonymise:
        '. Pseudonyms in place of what was found may do: not for labels that were declared or that the run carries, and not in names of fields, numbers and encoded text.',
      approve: (by: string) => `. Or ${quoted(by)} would have to approve of these very bytes.`,
      other: (remedy: string) => `. Its remedy is ${remedy}.`,
    },
    noPermit: 'A rule would have to permit this caller this model at this place. None does.',
    error: (rule: string) => `“${rule}” would have to be one that can be evaluated for this call.`,
    errorOfRequest: 'The question would have to be one that the rules can be asked.',
    more: (count: string) => `So would ${counted(count, 'rule', 'rules')} more that matched.`,
    letGo:
      'It was let go. A rule that forbids it would have to match for another outcome; none that was in force did.',
    letGoUnenforced:
      'It was let go because nothing was enforced. Enforced, these rules would have refused it.',
  },
  rules: {
    title: 'The rules, as they were then',
    since: (time: string) => `They took effect on ${time}.`,
    unenforced: 'They were only watched: “mode: observe” stood in commonhold.yaml.',
    digest: 'Digest of the set:',
    builtIn:
      'There were no rules of the owner’s own, so the built-in one held: whoever has a valid key may call every model that the routes name.',
    notKept:
      'The text of this set is not kept in this database, as after a backup from before it, so the rules are known by their names only.',
    notThere: (name: string) => `“${name}” is in no file of the set.`,
    summary: (name: string, effect: 'permit' | 'forbid', isObserved: boolean) =>
      isObserved ? `“${name}”, which would ${effect} and is only watched` : `“${name}”, which ${effect}s`,
    why: 'reason',
    noWhy: 'none is written beside it',
    looks: 'looks at',
    looksAtNothing: 'nothing: it holds for every call',
    remedy: 'remedy',
    remedies: {
      reroute: (to: string | undefined) =>
        to === undefined
          ? 'another candidate of the route'
          : to === 'local'
            ? 'the engine inside this node, if the route lists it'
            : `${to}, if the route lists it`,
      pseudonymise: 'pseudonyms in place of what was found',
      approve: (by: string) => `an approval by ${by}`,
      none: 'none: it ends the call',
    },
    layer: 'layer',
    floor: 'the floor, which nothing softens',
    mode: 'in force',
    observed: 'no, only watched',
    stands: 'stands in',
    file: (file: string, line: string) => `${file}, line ${line}`,
    text: (name: string) => `Text of the rule ${name}`,
  },
  found: {
    title: 'What was found, and replaced',
    found: 'found',
    replaced: 'replaced by pseudonyms',
    labelsBefore: 'labels before that',
    note: 'Only how often is on record, neither the values nor where they stood.',
    count: (what: string, count: string) => `${what}: ${count}`,
  },
  approval: {
    before: 'Somebody was asked to approve:',
    link: 'the request',
    after: ', as long as it is there. What was decided about it stands in the log.',
  },
  labels: {
    title: 'Labels',
    none: 'None were on this call.',
    /** Where a label came from; several are one sentence. */
    origins: {
      key: 'declared by the key',
      header: 'declared by the request’s header',
      run: 'carried over by the run',
      parent: 'carried over by the call that it goes on from',
      source: 'brought by a tool that stands in it',
      resent: 'carried by a text that was sent before',
    },
    found: 'found in the bytes; the record names no other source',
    joined: (origins: readonly string[]) => list.format(origins),
    caution:
      'That a label is missing proves nothing: names of people are not reliably found, nor is what a text is about.',
  },
  detectors: {
    email: 'e-mail addresses',
    phone: 'telephone numbers',
    'payment-card': 'payment cards',
    iban: 'bank accounts',
    'national-id': 'national numbers',
    'ip-address': 'IP addresses',
    'mac-address': 'MAC addresses',
    'birth-date': 'dates of birth',
    'secret-key': 'keys',
    password: 'passwords',
    'private-key': 'private keys',
    'confidential-marking': 'markings as confidential',
    'source-code': 'lines of code',
    dictionary: 'your own terms',
  },
};

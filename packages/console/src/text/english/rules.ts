/** The page of rules: what holds, and the editor with its effect on calls of the past. */

const counted = (count: string, one: string, many: string): string =>
  `${count} ${count === '1' ? one : many}`;
const list = new Intl.ListFormat('en', { type: 'conjunction' });
const countedRules = (count: string): string => counted(count, 'rule', 'rules');
const countedCalls = (count: string): string => counted(count, 'call', 'calls');

/** What a forbid with a remedy does, for who meets the rule. */
function remedy(written: string): string {
  const [type = '', target = ''] = written.split(':');
  switch (type) {
    case 'reroute':
      if (target === '')
        return 'Forbids, with a remedy: the call goes on to the next candidate of its route.';
      if (target === 'local')
        return 'Forbids, with a remedy: the call goes on to the model inside this node, if its route lists one.';
      return `Forbids, with a remedy: the call goes on to ${target}, if its route lists it.`;
    case 'pseudonymise':
      return 'Forbids, with a remedy: the call goes on with pseudonyms in place of what was found, if they are enough.';
    case 'approve':
      return `Forbids, with a remedy: the call waits for an approval by ${target}.`;
    default:
      return `Forbids, with the remedy ${written}.`;
  }
}

export const rules = {
  lead: 'What may go where: the rules by which every call is decided, in words and as they are written.',
  notForMembers:
    'Owners and auditors of this node see its rules. Why a call of yours was decided as it was stands beside that call.',
  now: {
    builtIn:
      'There are no rules of your own, so the built-in one holds: whoever has a key may call every model that the routes name.',
    inForce: (rules: string, since: string | undefined) =>
      `${countedRules(rules)} in force${since === undefined ? '' : `, since ${since}`}.`,
    enforced: 'They are enforced: what they forbid does not leave.',
    observed: 'Nothing is enforced.',
    observedWhy:
      'The rules are only watched: they decide, the record says what they decided, and every call goes out all the same. To enforce them, take “mode: observe” out of commonhold.yaml.',
    trouble:
      'The files are others by now and were not taken over. The rules below are the old ones, and they hold.',
    digest: 'Digest of the set',
    edit: 'Edit the rules',
    goOn: 'Go on editing',
    unadopted: 'There are changes in this tab that are not adopted. They hold for nobody yet.',
  },
  groups: {
    floor: {
      title: 'The floor',
      lead: 'Forbidden under all circumstances. No other rule and no remedy softens these.',
    },
    forbid: {
      title: 'What is forbidden',
      lead: 'One of these is stronger than any number of permits.',
    },
    permit: {
      title: 'What is permitted',
      lead: 'What none of these permits is not allowed.',
      none: 'Nothing is permitted, so no call goes anywhere.',
    },
  },
  rule: {
    permits: 'Permits, unless another rule forbids.',
    floor: 'Forbids. The call ends, and nothing softens that.',
    ends: 'Forbids. The call ends; there is no remedy.',
    remedy,
    observed: 'Only watched: it decides nothing, and the record says what it would have decided.',
    written: (file: string, line: number) => `As it is written in ${file}, line ${line}`,
    edit: 'Edit the rule',
    editNamed: (name: string) => `Edit the rule ${name}`,
  },
  past: {
    title: 'Sets that held before',
    lead: 'Each set that took effect is an entry of the log, with its digest.',
    caption: 'Sets of rules and since when they held',
    since: 'Since',
    digest: 'Digest',
    now: 'holds now',
    builtIn: 'the built-in rule',
    none: 'There has been no other.',
  },
  start: {
    title: 'Begin with a set that is there',
    lead: 'Each says in plain words what every rule means and what to change first. Adopting one copies it into the folder of rules; you can change it afterwards.',
    names: {
      school: 'A school',
      clinic: 'A clinic',
      company: 'A small company',
      solo: 'One person',
    },
    files: 'The rules as they are written',
    adopt: (name: string) => `Adopt the set “${name}”`,
    ask: (name: string) => `Adopt the set “${name}” now? From then on these rules decide about every call.`,
    yes: 'Adopt it',
    no: 'Not now',
    own: 'Or write rules of your own',
    ownLead: 'The editor begins with one rule that permits what the built-in rule permits.',
    ownButton: 'Write rules',
    none: 'This installation has no starter sets.',
  },
  editor: {
    title: 'Edit the rules',
    lead: 'Nothing that you write here holds before you adopt it.',
    back: 'Back to the rules in force',
    files: 'Files',
    folder: (folder: string) => `They lie in ${folder}, where any other editor can change them too.`,
    state: { changed: 'changed', added: 'new' },
    problemsIn: (count: number) => (count === 1 ? '1 problem' : `${count} problems`),
    text: (name: string) => `Text of ${name}`,
    addName: 'Name of a new file',
    addHelp: 'It ends in .cedar. Files named floor….cedar, or in floor/, are the floor.',
    addWrong: 'Letters, digits and . _ -, then .cedar, at most in one folder, which is not tests.',
    addThere: 'There is a file of this name.',
    add: 'Add the file',
    more: 'Other files',
    remove: (name: string) => `Remove ${name}`,
    removed: 'These files go when you adopt:',
    putBack: (name: string) => `Put ${name} back`,
    noFiles: 'There is no file of rules here. Without one the built-in rule holds.',
    throwAway: 'Throw my changes away',
    throwAwayAsk: 'All changes since the last adoption are lost.',
    throwAwayYes: 'Throw them away',
    keep: 'Keep them',
    notForYou: 'Only owners of this node change its rules.',
  },
  check: {
    title: 'Is it right?',
    asking: 'Looking at it …',
    right: (rules: string) => `${countedRules(rules)}, all right.`,
    none: 'No rules, so the built-in one would hold.',
    wrong: (count: number) =>
      count === 1
        ? 'One thing is not right. The set cannot be adopted.'
        : `${count} things are not right. The set cannot be adopted.`,
    problem: (file: string, line: number, rule: string | undefined) =>
      `${file}, line ${line}${rule === undefined ? '' : `, rule ${rule}`}`,
    warning: 'Probably not meant:',
    tests: {
      none: 'There are no tests beside these rules. They would lie in policies/tests.',
      passed: (count: string) =>
        count === '1' ? 'The test in policies/tests passes.' : `All ${count} tests in policies/tests pass.`,
      failed: (failed: string, all: string) => `${failed} of ${all} tests in policies/tests fail:`,
      trouble: 'The tests cannot be read:',
      expected: 'expected',
      was: 'is',
      decision: { allow: 'allowed', deny: 'denied' },
    },
  },
  effect: {
    title: 'On your own history',
    lead: 'What calls of the past would have met under the text as it stands beside. Nothing is sent, and nothing changes.',
    period: 'Calls of',
    periods: { '7': 'the last 7 days', '30': 'the last 30 days', '90': 'the last 90 days', all: 'all time' },
    run: 'See the effect',
    again: 'See it again',
    stop: 'Stop',
    stopped: 'Stopped. Nothing is known of the rest, so nothing is shown.',
    notYet: 'This set is not right yet, so it cannot be tried.',
    progress: (seen: string, of: string) => `${seen} of ${of} calls looked at`,
    stale: 'The text has changed since. What stands here is of the text before.',
    asked: (calls: string, since: string, until: string) =>
      `${countedCalls(calls)} between ${since} and ${until}.`,
    observe: 'Under “observe” nothing of this would be enforced.',
    nothing: 'Nothing would have been different.',
    noCalls: 'There are no calls in this time, so nothing can be said.',
    groups: {
      newlyDenied: (calls: string) => `Newly denied: ${countedCalls(calls)}`,
      newlyAllowed: (calls: string) => `Newly allowed: ${countedCalls(calls)}`,
      rerouted: (calls: string) => `Would go elsewhere: ${countedCalls(calls)}`,
      pseudonymised: (calls: string) => `Would be asked with pseudonyms: ${countedCalls(calls)}`,
      plain: (calls: string) => `Would be sent without pseudonyms: ${countedCalls(calls)}`,
      approval: (calls: string) => `Would wait for an approval: ${countedCalls(calls)}`,
      unknown: (calls: string) => `Not known: ${countedCalls(calls)}`,
      otherRules: (calls: string) => `The same end by other rules: ${countedCalls(calls)}`,
    },
    about: {
      newlyDenied: 'These were sent, and nothing of them would leave.',
      newlyAllowed: 'These were refused, and would be sent.',
      rerouted: 'These would go to another place.',
      pseudonymised: 'Whether pseudonyms are enough is not known without the text.',
      plain: 'These were sent with pseudonyms.',
      approval: 'Whether somebody would have approved is not known.',
      unknown: 'They depend on something that was not recorded then.',
      otherRules: 'They end as they did, and the record would name other rules.',
    },
    by: 'By',
    rules: 'By the rule',
    more: (count: string) => `${count} more`,
    examples: (count: number) => (count === 1 ? 'The call' : `The latest ${count}`),
    example: (who: string, model: string) => `${who}, ${model}`,
    was: 'was',
    would: 'would be',
    places: (from: string, to: string) => `from ${from} to ${to}`,
    missing: (facts: readonly string[]) => `not recorded: ${list.format(facts)}`,
    same: (count: string) => `${counted(count, 'decision', 'decisions')} would be the same.`,
    notDecided: (count: string) => `About ${countedCalls(count)} nobody decided: they failed before.`,
    erased: (count: string) => `Of ${countedCalls(count)} the record is erased.`,
    assumptions: 'What this takes for granted',
    broken: 'The answer broke off before its end.',
  },
  adopt: {
    title: 'Adopt',
    nothing: 'Nothing is changed yet.',
    look: 'Look at what will change',
    changes: 'What will change',
    file: { changed: 'changed', added: 'new', removed: 'removed' },
    gap: (lines: string) => counted(lines, 'line as it is', 'lines as they are'),
    marks: { before: 'out', after: 'in' },
    enforced:
      'From the moment of adopting, these rules decide about every call. Calls under way end by the rules of their beginning.',
    observed: 'The node is set to observe, so they will decide and nothing will be enforced.',
    empty: 'No rules are left. From then on whoever has a key may call every model that the routes name.',
    notTried: 'You have not seen the effect of exactly this text on your history.',
    testsFail: 'Tests in policies/tests fail by this set.',
    yes: 'Adopt these rules',
    no: 'Go on editing',
    recorded: 'The log will say that you did.',
    done: (rules: string) => `Adopted. ${countedRules(rules)} in force, and the log says so.`,
    doneEmpty: 'Adopted. The built-in rule holds, and the log says so.',
    doneObserved: 'They are only watched, as commonhold.yaml says.',
    see: 'See the rules in force',
    trouble: 'The files were written, and were not taken over:',
  },
  conflict: {
    title: 'Somebody changed the files meanwhile',
    lead: 'Nothing of yours and nothing of theirs is lost. What they are now and what you wrote stand here beside each other.',
    theirs: 'What they changed',
    mine: 'What you changed',
    take: 'Go on with both',
    takeNote: (clashes: readonly string[]) =>
      clashes.length === 0
        ? 'You changed different files, so both can stay.'
        : `You both changed ${list.format(clashes)}. Your text stays there, and theirs is shown below it until you adopt.`,
    drop: 'Take theirs and throw mine away',
    clash: (name: string) => `${name} as they have it`,
    clashGone: (name: string) => `They have removed ${name}.`,
    clashTake: (name: string) => `Take their text of ${name}`,
    clashDone: 'I have brought it together',
  },
};

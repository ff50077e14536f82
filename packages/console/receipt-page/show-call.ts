import type {
  IntentLeaf,
  Leaf,
  OutcomeLeaf,
  Placed,
  ReceiptAttempt,
  ReceiptCall,
  RefusalLeaf,
} from '@commonhold/record';
import { code, element, facts } from './element.ts';

/** The call in plain words, from its leaves. */
export function showCall(call: ReceiptCall): readonly HTMLElement[] {
  const first: Placed<IntentLeaf | RefusalLeaf> | undefined = call.attempts[0]?.intent ?? call.refusal;
  return [
    element('h3', 'The call'),
    facts([
      ['Call', code(call.id)],
      ['How it ended', statusWords[call.status]],
      [
        'What kind of call',
        first && `${operationWords[first.leaf.operation]}; ${originWords[first.leaf.origin]}`,
      ],
      ['Who called', first && element('span', 'a pseudonym, ', code(first.leaf.actor))],
      ['Part of the run', first?.leaf.run === undefined ? undefined : code(first.leaf.run)],
      ['Came from the call', first?.leaf.parent === undefined ? undefined : code(first.leaf.parent)],
    ]),
    ...call.attempts.flatMap((attempt) => showAttempt(attempt, call.attempts.length)),
    ...(call.refusal === undefined ? [] : showRefusal(call.refusal)),
  ];
}

function showAttempt({ number, intent, outcome }: ReceiptAttempt, of: number): readonly HTMLElement[] {
  const { model, destination, wire, labels, decision, policy, commit } = intent.leaf;
  const { status, error, http, finish, tokens, engine } = outcome.leaf;
  return [
    element('h3', of === 1 ? 'Its one attempt' : `Attempt ${number} of ${of}`),
    facts([
      ['Written down before it was sent', placeAndTime(intent)],
      ['Its end, written down after that', placeAndTime(outcome)],
      // Of a single attempt it is said above.
      ['How it ended', of === 1 ? undefined : statusWords[status]],
      ['Error', error === undefined ? undefined : code(error)],
      ['HTTP status of the answer', http === undefined ? undefined : String(http)],
      ['Why the answer ended', finish],
      ['Model', model.name],
      ['Weights of the model (SHA-256)', model.weights === undefined ? undefined : code(model.weights)],
      ['Sent to', destination.provider],
      ['Country', destination.country],
      ['Where it ran', localWords[destination.local]],
      ['Protocols', `${wire.client} from the caller, ${wire.provider} to the destination`],
      ['Classes of data in the request', labelsText(labels)],
      ['Classes of data in the answer', labelsText(outcome.leaf.labels)],
      ['Decision', decision.join(', ')],
      ['Rules in force (digest)', code(policy)],
      ['Tokens', tokens && tokensText(tokens)],
      ['Engine', engine && engineText(engine)],
      ['Commitment to the request', commit.request === undefined ? undefined : code(commit.request)],
      ['Commitment to what was sent', code(commit.sent)],
      ['Commitment to the answer', outcome.leaf.commit.received && code(outcome.leaf.commit.received)],
      ['Commitment to what the caller got', outcome.leaf.commit.replied && code(outcome.leaf.commit.replied)],
    ]),
  ];
}

function showRefusal(refusal: Placed<RefusalLeaf>): readonly HTMLElement[] {
  const { error, labels, decision, policy, wire, commit } = refusal.leaf;
  return [
    element('h3', 'Its refusal'),
    facts([
      ['Written down', placeAndTime(refusal)],
      ['Error', code(error)],
      ['Protocol', `${wire.client} from the caller`],
      ['Classes of data in the request', labelsText(labels)],
      ['Decision', decision.join(', ') || 'none was reached'],
      ['Rules in force (digest)', code(policy)],
      ['Commitment to the request', code(commit.request)],
    ]),
  ];
}

const statusWords: Readonly<Record<ReceiptCall['status'], string>> = {
  completed: 'Completed: the answer came to its end.',
  failed: 'Failed: no whole answer came.',
  aborted: 'Aborted: it was broken off before the answer was whole.',
  unknown: 'Unknown: the node was cut off before it saw the end.',
  refused: 'Refused: nothing was sent anywhere.',
};

const operationWords: Readonly<Record<IntentLeaf['operation'], string>> = {
  generate: 'an answer was asked for',
  embed: 'an embedding was asked for',
  count: 'a count of tokens was asked for',
  tool: 'a tool was called',
};

const originWords: Readonly<Record<Leaf['origin'], string>> = {
  live: 'it took place',
  whatif: 'it was a trial of other rules or models on a past call',
  probe: 'it was a check of the node’s own',
  import: 'it was taken over from elsewhere',
};

const localWords: Readonly<Record<IntentLeaf['destination']['local'], string>> = {
  verified: 'on the node’s own engine',
  declared: 'on a machine that the owner of the node declares to be local',
  no: 'elsewhere, not on a machine of the owner',
};

function placeAndTime({ index, leaf }: Placed<IntentLeaf | OutcomeLeaf | RefusalLeaf>): string {
  return `leaf ${index} of the log, ${leaf.time.slice(0, 19).replace('T', ' ')} UTC by the node’s clock`;
}

function labelsText(labels: readonly string[]): string {
  return labels.join(', ') || 'none known';
}

function tokensText({ input, output, source }: NonNullable<OutcomeLeaf['tokens']>): string {
  const by = { reported: 'reported by the provider', counted: 'counted by the node', estimated: 'estimated' };
  return `at most ${input} in and ${output} out, ${by[source]}; the log holds the next power of two only`;
}

function engineText({ build, deterministic, batched }: NonNullable<OutcomeLeaf['engine']>): string {
  return [build, deterministic ? 'deterministic' : 'not deterministic', batched ? 'batched' : 'alone'].join(
    ', ',
  );
}

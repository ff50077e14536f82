import type { CallSummaryView, CallView } from 'commonhold/api';
import { durationText, numberText } from '../../components/written.ts';
import type { Text } from '../../text/text.ts';
import { erasureExtent } from './row-words.ts';
import { isToolUse, toolSentences } from './tool-story.ts';

type Words = Text['calls'];

/** What became of a call, in a few sentences that follow from its facts and from nothing else. */
export function storyOf(call: CallView, text: Words): readonly string[] {
  const { story } = text;
  return [
    askedSentence(call, text),
    story.origin[call.origin],
    importedSentence(call, text),
    triedSentence(call, text),
    ...(isToolUse(call) && erasureExtent(call) !== 'everything'
      ? toolSentences(call, text)
      : [whereSentence(call, text), endSentence(call, text)]),
    recordSentence(call, text),
  ].filter((sentence) => sentence !== '');
}

function askedSentence(call: CallView, { story, operations, erased, tools }: Words): string {
  const moment = new Date(call.time);
  const date = moment.toLocaleDateString(undefined, { dateStyle: 'long' });
  const time = moment.toLocaleTimeString(undefined, { timeStyle: 'medium' });
  if (erasureExtent(call) === 'everything') return erased.asked(date, time);
  const { name, kind, revoked } = call.principal;
  const who = story.who(name, kind, call.project, revoked);
  const operation = operationWords(call.operation, operations);
  if (isToolUse(call)) return tools.asked(date, time, who, call.asked);
  if (call.origin === 'import') return story.importedAs(date, time, who, call.asked);
  return call.operation === 'generate'
    ? story.asked(date, time, who, call.asked)
    : story.askedTo(date, time, who, call.asked, operation);
}

/** What the source of an imported call says of it; nothing of it was seen here. */
function importedSentence(call: CallView, { story }: Words): string {
  const imported = call.attemptDetails.at(-1)?.intent.imported;
  if (imported === undefined) return '';
  const { from, file, time, partial, vendorByName } = imported;
  const when =
    time === undefined
      ? undefined
      : new Date(time).toLocaleString(undefined, { dateStyle: 'long', timeStyle: 'medium' });
  return [
    story.imported(from, file.name, when),
    partial.length === 0 ? '' : story.importLacks(partial),
    vendorByName === true ? story.vendorByName : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** An operation of a newer node is shown by its own word. */
export function operationWords(operation: string, operations: Words['operations']): string {
  return Object.hasOwn(operations, operation) ? operations[operation as keyof typeof operations] : operation;
}

function triedSentence(call: CallView, { story }: Words): string {
  const providers = call.attemptDetails.flatMap(({ intent }) => intent.provider ?? []);
  return providers.length > 1 ? story.tried(providers) : '';
}

function whereSentence(call: CallSummaryView, { story }: Words): string {
  const { local, provider = '', model = '', asked } = call;
  const [on, to] = model === asked ? ['', ''] : [story.onModel(model), story.toModel(model)];
  switch (local) {
    case undefined:
      return '';
    case 'verified':
      return story.verified(on);
    case 'declared':
      return story.declared(provider, to);
    case 'no':
      return story.rented(provider, to);
  }
}

function endSentence(call: CallView, { story, erased }: Words): string {
  const took = call.totalMs === undefined ? '' : durationText(call.totalMs);
  const error = call.error ?? '';
  // What is counted is the last attempt alone, so a story of several says whose time it is.
  const isOne = call.attempts < 2;
  // How long it took went with the rest.
  const isCleared = erasureExtent(call) === 'everything';
  switch (call.status) {
    case 'open':
      return story.open;
    case 'completed':
      if (isCleared) return erased.completed;
      if (call.origin === 'import') return story.importedWhole(tokensOf(call, story));
      return (isOne ? story.completed : story.completedLast)(took, tokensOf(call, story));
    case 'failed':
      if (isCleared) return erased.failed(error);
      if (call.origin === 'import') return story.importedFailed;
      return (isOne ? story.failed : story.failedLast)(took, error);
    case 'aborted':
      if (isCleared) return erased.aborted(error);
      if (call.origin === 'import') return story.importedAborted(tokensOf(call, story));
      return story.aborted(took, error);
    case 'unknown':
      return story.unknown;
    case 'refused':
      return story.refused(error);
  }
}

function tokensOf(call: CallSummaryView, story: Words['story']): string {
  const { inputTokens, outputTokens, usageSource } = call;
  if (inputTokens === undefined || outputTokens === undefined || usageSource === undefined) return '';
  const source = call.origin === 'import' ? 'imported' : usageSource;
  return story.tokens(numberText(inputTokens), numberText(outputTokens), source);
}

function recordSentence(call: CallView, { story }: Words): string {
  const indexes = call.leaves.map(({ index }) => numberText(index));
  return (
    story.entries(indexes) +
    (call.checkpointSize === undefined ? story.uncovered : story.covered(numberText(call.checkpointSize)))
  );
}

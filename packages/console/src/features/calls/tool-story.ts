import type { CallView } from 'commonhold/api';
import { durationText } from '../../components/written.ts';
import type { Text } from '../../text/text.ts';

/** A use of a tool that an agent ran by itself: everything that is known of it is what its hook told. */
export function isToolUse({ operation }: Pick<CallView, 'operation'>): boolean {
  return operation === 'tool';
}

/** Where it ran and how it ended. Nothing was sent from here, so the sentences of calls would not be true. */
export function toolSentences(call: CallView, { tools: words }: Text['calls']): readonly string[] {
  const took = call.totalMs === undefined ? '' : durationText(call.totalMs);
  switch (call.status) {
    case 'open':
      return [words.allowed, words.open];
    case 'completed':
      return [words.ran, words.completed(took)];
    case 'failed':
      return [words.ran, words.failed(took)];
    case 'aborted':
    case 'unknown':
      return [words.allowed, words.silent];
    case 'refused':
      return [words.refused(call.error ?? '')];
  }
}

import { CommonholdError, type SseEvent, type SseParser } from '#base';

/**
 * Reads the event that a stream ends in, where there is one. Half a document, or half a character, at the end is a stream that
 * broke and not a wrong one: `brokeOff` makes the error that says so.
 */
export function readLastEvents(
  events: SseParser,
  read: (event: SseEvent) => void,
  brokeOff: (cause: Error) => CommonholdError,
): void {
  try {
    for (const event of events.end()) read(event);
  } catch (error) {
    if (error instanceof CommonholdError) throw brokeOff(error);
    throw error;
  }
}

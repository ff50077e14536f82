import { describe, test } from 'vitest';
import { playCases, playReply, playRequest, playStream } from './fuzz.fixture.ts';

/** The same cases every time, so that a failure is one; `fuzz.slow.test.ts` plays a million others. */
describe('whatever breaks', () => {
  test('a broken stream is an error in the wire of the client, and never a crash or a stream that it cannot read', () => {
    playCases(playStream, 1, 5_000);
  });

  test('a broken answer is an error of the catalogue, and what is left of it can still be written', () => {
    playCases(playReply, 1, 2_500);
  });

  test('a broken request is refused by name, or written in another wire, or refused there by name', () => {
    playCases(playRequest, 1, 2_500);
  });
});

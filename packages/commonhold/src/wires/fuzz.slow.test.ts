import { describe, test } from 'vitest';
import { playCases, playReply, playRequest, playStream } from './fuzz.fixture.ts';

/** A million cases beside the ten thousand that always run; a seed that fails here can be played there. */
describe('whatever breaks, a million times', () => {
  test('a broken stream is an error in the wire of the client', () => {
    playCases(playStream, 1_000_000, 500_000);
  });

  test('a broken answer is an error of the catalogue', () => {
    playCases(playReply, 2_000_000, 250_000);
  });

  test('a broken request is refused by name', () => {
    playCases(playRequest, 3_000_000, 250_000);
  });
});

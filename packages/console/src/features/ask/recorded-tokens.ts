import { readTokens, type Token } from './tokens.ts';

/**
 * The tokens of an answer as they are on record: what came back from the engine inside, a line of JSON for each part.
 * Empty when the recorded answer has none. A line that cannot be read is passed over: the record is as it was received.
 */
export function recordedTokens(received: Uint8Array): readonly Token[] {
  const lines = new TextDecoder().decode(received).split('\n');
  return lines.flatMap((line) => {
    try {
      const part = JSON.parse(line) as { readonly type?: unknown; readonly logprobs?: unknown };
      return part.type === 'text' ? readTokens(part.logprobs) : [];
    } catch {
      return [];
    }
  });
}

/** The temperature that the engine says it drew with, in the same lines. */
export function recordedTemperature(received: Uint8Array): number | undefined {
  const text = new TextDecoder().decode(received);
  for (const line of text.split('\n')) {
    if (!line.includes('"engine"')) continue;
    const temperature = temperatureIn(line);
    if (temperature !== undefined) return temperature;
  }
  return undefined;
}

function temperatureIn(line: string): number | undefined {
  try {
    const part = JSON.parse(line) as {
      readonly facts?: { readonly sampling?: { readonly temperature?: unknown } };
    };
    const temperature = part.facts?.sampling?.temperature;
    return typeof temperature === 'number' ? temperature : undefined;
  } catch {
    return undefined;
  }
}

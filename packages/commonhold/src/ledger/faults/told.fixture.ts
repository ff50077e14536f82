/** What a process of `work.fixture.ts` told before it ended. */
export interface Told {
  readonly intents: readonly string[];
  readonly calls: readonly string[];
  readonly heads: readonly string[];
  readonly erased: readonly string[];
  readonly refusals: readonly string[];
  /** Bytes of the write-ahead log when the last of it was told. */
  readonly walBytes: number;
}

/** Reads whole lines; the last one may be cut. */
export function readTold(output: string): Told {
  const told = {
    intents: [] as string[],
    calls: [] as string[],
    heads: [] as string[],
    erased: [] as string[],
    refusals: [] as string[],
    walBytes: 0,
  };
  for (const line of output.split('\n').slice(0, -1)) {
    const [word = '', value = '', size] = line.split(' ');
    told.walBytes = Number(size);
    switch (word) {
      case 'intent':
        told.intents.push(value);
        break;
      case 'call':
        told.calls.push(value);
        break;
      case 'head':
        told.heads.push(Buffer.from(value, 'base64').toString());
        break;
      case 'erased':
        told.erased.push(value);
        break;
      case 'refused':
        told.refusals.push(value);
        break;
      default:
        throw new Error(`an unknown line: ${line}`);
    }
  }
  return told;
}

/** Characters of one event, beyond which the other side has lost its way; the node itself stops at the same size. */
const eventCharactersMax = 16 * 1024 * 1024;

/**
 * The data of each server-sent event in a stream of bytes, as it comes. Comments, names and ids of events are passed
 * over: OpenAI's wire has everything in the data.
 */
export async function* eventData(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let pending = '';
  let data: string[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      pending += done ? `${decoder.decode()}\n\n` : decoder.decode(value, { stream: true });
      // A carriage return at the very end may be the first half of a line end.
      const ready = !done && pending.endsWith('\r') ? pending.slice(0, -1) : pending;
      const lines = ready.split(/\r\n|\n|\r/);
      pending = `${lines.pop() ?? ''}${pending.slice(ready.length)}`;
      size += pending.length;
      for (const line of lines) {
        if (line === '') {
          if (data.length > 0) yield data.join('\n');
          data = [];
          size = 0;
        } else if (line.startsWith('data:')) {
          const text = line.slice(line.startsWith('data: ') ? 'data: '.length : 'data:'.length);
          data.push(text);
          size += text.length;
        }
      }
      if (size > eventCharactersMax) throw new Error('one event of the stream is too large');
      size = data.reduce((sum, text) => sum + text.length, 0);
      if (done) return;
    }
  } finally {
    // Whoever stops listening early ends the call; a reader that is at its end is not disturbed by this.
    await reader.cancel().catch(() => undefined);
  }
}

import { toolCallClose, toolCallOpen } from './tool-format.ts';

export type ToolCallEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'call'; readonly name: string }
  /** The next piece of the arguments of the call last begun, as the model wrote it. */
  | { readonly type: 'arguments'; readonly text: string }
  | { readonly type: 'call-end' };

/**
 * Finds tool calls in text that comes in pieces. The arguments of a call in the usual order (name, then arguments)
 * leave as they come. Anything else between the marks is kept until the closing mark and then read as JSON; what is
 * no call of a tool that was offered leaves as the text that it is.
 */
export class ToolCallParser {
  readonly #names: ReadonlySet<string>;
  #state: 'text' | 'head' | 'arguments' | 'tail' | 'whole' = 'text';
  /** Text that has been read and not yet been understood. */
  #rest = '';
  #scanner = new ValueScanner();
  #calls = 0;

  constructor(toolNames: readonly string[]) {
    this.#names = new Set(toolNames);
  }

  /** Calls begun so far. */
  get calls(): number {
    return this.#calls;
  }

  push(text: string): ToolCallEvent[] {
    this.#rest += text;
    const events: ToolCallEvent[] = [];
    while (this.#step(events));
    return events;
  }

  end(): ToolCallEvent[] {
    const events: ToolCallEvent[] = [];
    const rest = this.#rest;
    this.#rest = '';
    switch (this.#state) {
      case 'text':
        if (rest !== '') events.push({ type: 'text', text: rest });
        break;
      case 'head':
      case 'whole':
        this.#readWhole(rest, '', events);
        break;
      case 'arguments':
        events.push({ type: 'call-end' });
        break;
      case 'tail':
        break;
    }
    this.#state = 'text';
    return events;
  }

  /** Takes one step; false when more text is needed. */
  #step(events: ToolCallEvent[]): boolean {
    switch (this.#state) {
      case 'text':
        return this.#readText(events);
      case 'head':
        return this.#readHead(events);
      case 'arguments':
        return this.#readArguments(events);
      case 'tail':
        return this.#readTail();
      case 'whole': {
        const close = this.#rest.indexOf(toolCallClose);
        if (close === -1) return false;
        const body = this.#rest.slice(0, close);
        this.#rest = this.#rest.slice(close + toolCallClose.length);
        this.#state = 'text';
        this.#readWhole(body, toolCallClose, events);
        return true;
      }
    }
  }

  #readText(events: ToolCallEvent[]): boolean {
    const open = this.#rest.indexOf(toolCallOpen);
    if (open !== -1) {
      this.#pushText(this.#rest.slice(0, open), events);
      this.#rest = this.#rest.slice(open + toolCallOpen.length);
      this.#state = 'head';
      return true;
    }
    const held = startLength(this.#rest, toolCallOpen);
    this.#pushText(this.#rest.slice(0, this.#rest.length - held), events);
    this.#rest = this.#rest.slice(this.#rest.length - held);
    return false;
  }

  #readHead(events: ToolCallEvent[]): boolean {
    const head = /^\s*\{\s*"name"\s*:\s*("(?:[^"\\]|\\.)*")\s*,\s*"arguments"\s*:\s*(?=\S)/.exec(this.#rest);
    if (head !== null) {
      const name = parsed(head[1] ?? '');
      if (typeof name !== 'string' || !this.#names.has(name)) {
        this.#state = 'whole';
        return true;
      }
      this.#rest = this.#rest.slice(head[0].length);
      this.#calls++;
      events.push({ type: 'call', name });
      this.#scanner = new ValueScanner();
      this.#state = 'arguments';
      return true;
    }
    if (this.#rest.includes(toolCallClose)) {
      this.#state = 'whole';
      return true;
    }
    return false;
  }

  #readArguments(events: ToolCallEvent[]): boolean {
    const length = this.#scanner.push(this.#rest);
    const text = this.#rest.slice(0, length ?? this.#rest.length);
    this.#rest = this.#rest.slice(text.length);
    if (text !== '') events.push({ type: 'arguments', text });
    if (length === undefined) return false;
    events.push({ type: 'call-end' });
    this.#state = 'tail';
    return true;
  }

  /** Between the end of the arguments and the closing mark there is a brace and white space. */
  #readTail(): boolean {
    const close = this.#rest.indexOf(toolCallClose);
    if (close !== -1) {
      this.#rest = this.#rest.slice(close + toolCallClose.length);
      this.#state = 'text';
      return true;
    }
    return false;
  }

  #readWhole(body: string, close: string, events: ToolCallEvent[]): void {
    const value = parsed(body);
    const calls = (Array.isArray(value) ? value : [value]).map((item) => this.#asCall(item));
    if (calls.length === 0 || calls.includes(undefined)) {
      this.#pushText(toolCallOpen + body + close, events);
      return;
    }
    for (const call of calls) {
      if (call === undefined) continue;
      this.#calls++;
      events.push(
        { type: 'call', name: call.name },
        { type: 'arguments', text: call.arguments },
        { type: 'call-end' },
      );
    }
  }

  #asCall(value: unknown): { name: string; arguments: string } | undefined {
    if (typeof value !== 'object' || value === null || !('name' in value)) return undefined;
    if (typeof value.name !== 'string' || !this.#names.has(value.name)) return undefined;
    const written = 'arguments' in value ? value.arguments : {};
    return { name: value.name, arguments: JSON.stringify(written) };
  }

  #pushText(text: string, events: ToolCallEvent[]): void {
    // The line breaks between calls belong to the form and not to the answer.
    if (text === '' || (this.#calls > 0 && text.trim() === '')) return;
    events.push({ type: 'text', text });
  }
}

/** Finds the end of one JSON value in text that comes in pieces, without judging the value. */
class ValueScanner {
  #depth = 0;
  #inString = false;
  #escaped = false;
  #begun = false;

  /** How much of `text` belongs to the value when it ends here; undefined when it goes on. */
  push(text: string): number | undefined {
    for (let at = 0; at < text.length; at++) {
      const character = text.charAt(at);
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (character === '\\') this.#escaped = true;
        else if (character === '"') {
          this.#inString = false;
          if (this.#depth === 0) return at + 1;
        }
        continue;
      }
      if (character === '"') {
        this.#inString = true;
        this.#begun = true;
      } else if (character === '{' || character === '[') {
        this.#depth++;
        this.#begun = true;
      } else if (character === '}' || character === ']') {
        // A number or word as the value ends where the object around it ends.
        if (this.#depth === 0) return at;
        this.#depth--;
        if (this.#depth === 0) return at + 1;
      } else if (this.#depth === 0 && this.#begun && (character === ',' || /\s/.test(character))) {
        return at;
      } else {
        this.#begun = true;
      }
    }
    return undefined;
  }
}

/** Length of the longest end of `text` that begins `mark`. */
function startLength(text: string, mark: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length--) {
    if (mark.startsWith(text.slice(text.length - length))) return length;
  }
  return 0;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller passes the text on as text.
    return undefined;
  }
}

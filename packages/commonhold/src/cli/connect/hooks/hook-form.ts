import type { Json } from '#base';

/** A use of a tool, as its agent told of it before it. */
export interface ToldUse {
  readonly tool: string;
  readonly input: Json;
  /** By this its end is told later. */
  readonly use: string;
  readonly run?: string;
}

export interface ToldEnd {
  readonly use: string;
  readonly failed: boolean;
  readonly output: Json;
}

/** How one agent tells of its tools, and how it wants to be answered. One file an agent; `hook-forms.ts` lists them. */
export interface HookForm {
  /** Reads what comes before a tool. Throws for anything else. */
  readonly before: (told: unknown) => ToldUse;
  readonly after: (told: unknown) => ToldEnd;
  /** A no, or a question to its person. Who cannot ask says no. */
  readonly answer: (decision: 'ask' | 'deny', reason: string) => Json;
  /** Words for its person that decide nothing. */
  readonly note: (message: string) => Json;
}

/** Said where a rule wants a question and the agent has no way to ask it: what was not agreed to is not done. */
export function cannotAsk(agent: string, reason: string): string {
  return `${reason} (The rule wants somebody to be asked. A hook of ${agent} cannot ask, so it is refused.)`;
}

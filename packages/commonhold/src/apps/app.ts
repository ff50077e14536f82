/** An app that can be pointed at this node. One file an app; `apps/index.ts` lists them. */
export interface App {
  readonly id: string;
  readonly title: string;
  readonly kind: 'app' | 'agent';
  /** What it speaks to the node. */
  readonly wire: 'openai-chat' | 'openai-responses' | 'anthropic-messages' | 'gemini';
  /** It can show its vendor a credential of its own while our key goes another way. */
  readonly subscription?: true;
  /** It runs commands before and after each use of a tool. */
  readonly hooks?: true;
  /** Names of models that it asks for by itself; absent where it asks for those that it is told. */
  readonly asksFor?: AskedNames;
  /** Its configuration is in a file that only the person can name. */
  readonly needsFile?: true;
  /** Where its form of configuration was read. */
  readonly sources: readonly { readonly page: string; readonly read: string }[];
  plan(facts: ConnectFacts): ConnectPlan;
}

export interface AskedNames {
  /** How they begin. */
  readonly beginning: string;
  /** What it asked for when it was tried and nobody had set a model. Other versions ask for others. */
  readonly seen: { readonly names: readonly string[]; readonly version: string };
  /** What makes its vendor answer to such names, by each way. */
  readonly rows: { readonly key: string; readonly subscription?: string };
}

/** What an app's configuration is made from. */
export interface ConnectFacts {
  /** Where the node answers, such as `http://127.0.0.1:7777`. */
  readonly address: string;
  /** The app's own key; a stand-in while the change is shown. */
  readonly key: string;
  /** Names that can be called by, those of whole families left out. */
  readonly models: readonly string[];
  /** The person's own folder. */
  readonly userHome: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly subscription: boolean;
  readonly hooks: boolean;
  /** What starts this very program, for hooks: a name in the PATH could be missing where the app runs. */
  readonly command: string;
  readonly file: string | undefined;
}

export interface ConnectPlan {
  /** There only when the app has been there: a folder of its own. */
  readonly folder?: string;
  readonly edits: readonly FileEdit[];
  /** What the person has to do or know. */
  readonly say: readonly Saying[];
}

/** A sentence, or lines that are copied as they are. */
export type Saying = string | { readonly copy: readonly string[] };

export interface FileEdit {
  readonly path: string;
  /** Somebody runs it. */
  readonly isProgram?: true;
  /** The whole file as it shall be; an empty text stands for one that is not there. Throws for one that it cannot read. */
  readonly edit: (before: string) => string;
}

/** Where an app can reach a node: nothing behind the name and the port, and nobody's name before them. */
export function isAddress(text: string): boolean {
  return /^https?:\/\/[^/?#@\s]+\/?$/.test(text);
}

/** Stands where the name of a model belongs, on a node that lists none. */
export const modelStandIn = 'NAME-OF-A-MODEL';

/** Who has no list of its own gets a name to replace. */
export function firstModel({ models }: ConnectFacts): string {
  return models[0] ?? modelStandIn;
}

import type { AppByHand as WrittenApp, baseUrlsOf, WayByHand } from '#apps';

/** The names of models that an app asks for where nobody has set another, and what they mean on this node now. */
export interface AskedNamesView {
  /** How they begin. */
  readonly beginning: string;
  /** The version of the app that asked for these when it was tried. */
  readonly version: string;
  /** The command that makes its vendor answer to them. */
  readonly row: string;
  readonly names: readonly {
    readonly name: string;
    /** Providers that would be asked, in the order of trying; empty where every call would fail. */
    readonly leadsTo: readonly string[];
    /**
     * Why none: nobody is known by this name; the key is for other models; a route of this name has models that are not here; the
     * credential is not stored; the row wants the client's own, which the app does not show in this way or for that protocol.
     */
    readonly why?: 'unknown' | 'not-allowed' | 'model-missing' | 'credential-missing' | 'callers-credential';
  }[];
}

export interface AppByHand extends Omit<WrittenApp, 'ways' | 'asksFor'> {
  /** `asked`: absent for an app that asks for what it is told. */
  readonly ways: readonly (WayByHand & { readonly asked?: AskedNamesView })[];
}

/** `GET /api/apps`: where clients find this node, and what each known app has to be told. */
export interface AppsView {
  /** Where people reach the node, or what was asked about. */
  readonly address: string;
  readonly baseUrls: ReturnType<typeof baseUrlsOf>;
  /** Stands in every text where the key has to stand. */
  readonly keyStandIn: string;
  readonly apps: readonly AppByHand[];
}

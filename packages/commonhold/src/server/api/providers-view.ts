/** What a provider answered when it was asked which models it has, judged. */
export interface ProviderTestView {
  readonly provider: string;
  readonly wire: string;
  readonly authentication: 'stored' | 'none' | 'caller';
  /** Where it was asked, without what stands behind the path. */
  readonly address: string;
  /** Nothing that was found is broken. */
  readonly works: boolean;
  readonly findings: readonly ProviderFinding[];
  /** Milliseconds to the head of its answer, and what of it the connection took; absent without an answer. */
  readonly waitMs?: number;
  readonly connectMs?: number;
  /** How many models it says that it has; absent where it gave no list. */
  readonly models?: number;
  /** Names of the configuration that are not in its list. */
  readonly missing: readonly string[];
}

export interface ProviderFinding {
  readonly check: 'address' | 'tls' | 'credential' | 'protocol' | 'models';
  /** As the doctor's: `unknown` is what a list of models cannot show. */
  readonly verdict: 'good' | 'attention' | 'broken' | 'unknown';
  readonly seen: string;
  /** Absent where nothing is to be done. */
  readonly advice?: string;
}

/** The models that a provider says it has. */
export interface ProviderModelsView {
  readonly provider: string;
  readonly address: string;
  /** In the provider's own order. */
  readonly models: readonly ProvidedModelView[];
}

export interface ProvidedModelView {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Its row lists this name, or how it begins: clients may call it here by this name. */
  readonly listed: boolean;
  /** Tokens that it reads; absent: nobody here knows. */
  readonly context?: { readonly tokens: number; readonly by: 'provider' | 'list' };
  readonly outputTokens?: number;
  /** Per million tokens of a short request; absent: nobody here knows. */
  readonly price?: {
    readonly input: number;
    readonly output: number;
    readonly currency: string;
    readonly by: 'owner' | 'provider' | 'list';
    /** Of a list: which one, and of which day. */
    readonly list?: string;
    readonly priced?: string;
  };
}

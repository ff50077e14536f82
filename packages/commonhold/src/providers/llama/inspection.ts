/** What a GGUF file says of itself. All of it is declared by whoever made the file; nothing here is verified. */
export interface ModelInspection {
  readonly format: { readonly name: 'GGUF'; readonly version: number };
  readonly fileBytes: number;
  readonly architecture: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly author: string | undefined;
  readonly organization: string | undefined;
  readonly license: { readonly id?: string; readonly name?: string; readonly link?: string } | undefined;
  readonly sourceUrl: string | undefined;
  readonly baseModels: readonly Origin[];
  readonly datasets: readonly Origin[];
  readonly languages: readonly string[];
  readonly tags: readonly string[];
  readonly quantization: string | undefined;
  readonly quantizedBy: string | undefined;
  readonly sizeLabel: string | undefined;
  readonly contextTokens: number | undefined;
  readonly layers: number | undefined;
  /** Counted from the tensor table. */
  readonly parameters: number;
  readonly tokenizer: {
    readonly model: string | undefined;
    readonly pre: string | undefined;
    readonly tokens: number;
    readonly bos: number | undefined;
    readonly eos: number | undefined;
  };
  readonly template: { readonly text: string; readonly digest: string } | undefined;
  /** `general.sampling.*`: what the maker of the file recommends. */
  readonly sampling: Readonly<Record<string, number>>;
  readonly tensors: {
    readonly count: number;
    /** How many tensors and parameters have each storage type, such as `Q4_1`. */
    readonly types: readonly {
      readonly type: string;
      readonly tensors: number;
      readonly parameters: number;
    }[];
  };
  /** Facts that an open model should declare and this file does not. */
  readonly missing: readonly string[];
}

export interface Origin {
  readonly name: string | undefined;
  readonly organization: string | undefined;
  readonly url: string | undefined;
}

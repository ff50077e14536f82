/** The part of an AbortSignal that is needed here; written out because the package has no platform's types. */
export interface AbortSignalLike {
  throwIfAborted(): void;
}

/**
 * A provider moves bytes to whoever answers and brings bytes back. It knows no protocol: the gate joins it to a
 * codec. Status codes are not errors here; only a destination that gives no answer that could be one is (`upstream_unreachable`,
 * `upstream_timeout`, `upstream_redirected`, `destination_address_refused`, and the engine's own).
 */
export interface Provider {
  /** Resolves when the head of the answer is there. The signal stops the sending and the answer's body alike. */
  send(request: ProviderRequest, signal: AbortSignal): Promise<ProviderReply>;
  /** Stops all work and releases sockets and processes. */
  close(): Promise<void>;
}

export interface ProviderRequest {
  /** Below the provider's base URL, such as `/chat/completions`; `/native` for the engine inside. */
  readonly path: string;
  /** Lower-case names. Credentials among them never reach the record. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface ProviderReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Read once. Throws `upstream_broke` or `upstream_stalled` when the answer ends before its end. */
  readonly body: AsyncIterable<Uint8Array>;
}

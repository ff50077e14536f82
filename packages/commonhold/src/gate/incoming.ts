import type { Principal, WireName } from '#call';
import type { RequestTarget } from '#wires';

/** A request at the gate, before anything of it is believed. */
export interface Incoming {
  readonly wire: WireName;
  /** What the address of the request asks for. */
  readonly target: RequestTarget;
  /** A header by its lower-case name. */
  header(name: string): string | undefined;
  /**
   * The body, whole. Read only after authentication, so that strangers cannot make the node hold bytes. `take` is told
   * of each piece before it is kept and may throw. Throws `body_too_large`, `body_incomplete`, `client_gone`.
   */
  body(bytesMax: number, take: (bytes: number) => void): Promise<Uint8Array>;
  /** Set when the transport itself has said who calls (the socket in the home folder). */
  readonly principal?: Principal;
}

/**
 * Where a reply goes. The gate writes to it in order: head once, then chunks, then end. It is the server's response,
 * or memory for a replay.
 */
export interface ReplySink {
  head(status: number, headers: Readonly<Record<string, string>>): void;
  /** A promise when the client reads more slowly than the destination writes; it rejects when the client is gone. */
  write(chunk: Uint8Array): Promise<void> | undefined;
  end(): void;
}

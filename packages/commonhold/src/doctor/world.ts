import type { NetworkInterfaceInfo } from 'node:os';
import type { Clock, Outbound } from '#base';
import type { HomePaths } from '#home';
import type { readMachine } from '#models';
import type { EngineBuild } from '#providers';
import type { LocalAnswer } from './local-answer.ts';

/** Space and kind of a file system, as the system call statfs gives them. */
export interface FileSystemFacts {
  readonly type: number;
  readonly bsize: number;
  readonly blocks: number;
  readonly bavail: number;
  readonly files: number;
  readonly ffree: number;
}

/** Somebody other than this user who can log in here. */
export interface Account {
  readonly name: string;
  readonly userId: number;
}

/** The machine as the doctor sees it. Files are the real ones; everything else comes in here, so that it can be tested. */
export interface World {
  readonly paths: HomePaths;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly architecture: string;
  readonly nodeVersion: string;
  /** Name and version of this command, as a running node gives its own. */
  readonly software: string;
  /** -1 where users have no numbers. */
  readonly userId: number;
  readonly clock: Clock;
  machine(): ReturnType<typeof readMachine>;
  fileSystem(path: string): Promise<FileSystemFacts>;
  interfaces(): Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;
  /** Undefined where the system does not list its users in a file. */
  accounts(): Promise<readonly Account[] | undefined>;
  /** Who answers at an address of this machine; the only thing sent is `GET /healthz`. */
  askLocally(address: string, port: number, signal: AbortSignal): Promise<LocalAnswer>;
  /** The code of the system's refusal, such as EACCES; undefined when listening there works. Listens for an instant. */
  tryToListen(address: string, port: number): Promise<string | undefined>;
  /** Loads the engine in a process of its own. Throws `engine_failed`. */
  loadEngine(gpu: boolean, signal: AbortSignal): Promise<EngineBuild>;
  /** Asks an analyzer of texts what it knows; no text is sent. Rejects with `detector_unavailable`. */
  askAnalyzer(url: string, path: string, signal: AbortSignal): Promise<unknown>;
  /** The status of the running node, through the socket in the home folder. Throws `node_not_running`. */
  nodeStatus(signal: AbortSignal): Promise<unknown>;
  /** The door to providers, with what it learns of their certificates. */
  openOutbound(onCertificate: (host: string, validTo: Date) => void): Outbound;
}

export interface Wishes {
  /** Also read everything: digests of models, pages of the database. */
  readonly thorough: boolean;
  /** Also ask the configured providers. */
  readonly connect: boolean;
}

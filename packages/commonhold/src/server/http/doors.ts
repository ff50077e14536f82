import type { Server } from 'node:http';
import type { Configuration } from '#config';
import type { Gate } from '#gate';
import type { Sessions } from '#identity';
import type { ApiContext } from '../api/index.ts';
import { admissionFor } from './admission.ts';
import { createApp } from './app.ts';
import { consoleFolder, readConsoleAssets } from './console-assets.ts';
import { listenInHome, listenOnPort, stopListening } from './listen.ts';
import { createListener } from './listener.ts';
import type { ServedLog } from './log-routes.ts';
import { ollamaAtRoot } from './ollama-port.ts';
import { CallsUnderWay } from './wire-endpoints.ts';

export interface DoorMeans {
  readonly gate: Gate;
  readonly context: ApiContext;
  readonly sessions: Sessions;
  readonly log: ServedLog;
  readonly report: (failure: unknown) => void;
  readonly server: Configuration['server'];
  readonly address: string;
  readonly port: number;
  readonly socket: string;
  /** What a start that fails, or a stop, undoes, the latest first. */
  readonly undo: (() => Promise<void>)[];
}

/** Opens the ways in: the port, the one of Ollama's clients where the owner wants it, and the socket in the home folder. Resolves with the port. */
export async function openDoors(means: DoorMeans): Promise<number> {
  const { gate, context, sessions, log, report, server, address, undo } = means;
  const underWay = new CallsUnderWay();
  const admission = admissionFor(server.hosts);
  const assets = await readConsoleAssets(consoleFolder());
  const app = (door: 'network' | 'home') => createApp(gate, context, assets, door, report, log);
  const fromNetwork = createListener(gate, app('network'), admission, sessions, underWay);
  const listening: Server[] = [await listenOnPort(fromNetwork, address, means.port)];
  const bound = listening[0]?.address();
  undo.push(() => stopListening(listening, () => underWay.stop()));
  undo.push(async () => context.live.close());
  if (server.ollamaPort !== undefined) {
    listening.push(await listenOnPort(ollamaAtRoot(fromNetwork), address, server.ollamaPort));
  }
  listening.push(
    await listenInHome(createListener(gate, app('home'), 'home', sessions, underWay), means.socket),
  );
  return typeof bound === 'object' && bound !== null ? bound.port : means.port;
}

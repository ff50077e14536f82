import type { Configuration } from '#config';
import type { Gate } from '#gate';
import type { Ledger } from '#ledger';
import type { Store } from '#store';
import type { Witness } from '#witness';
import type { NodeStatus } from './api/index.ts';
import type { Policies } from './configuration/policies.ts';
import { engineState } from './models/create-engine.ts';
import type { Engines } from './models/engines.ts';
import type { LocalModel } from './models/local-models.ts';
import type { Witnessing } from './record/witnessing.ts';
import type { StartOptions } from './running-node.ts';

interface Start {
  readonly options: StartOptions;
  readonly startedAt: number;
  readonly demo: boolean;
  readonly serving: { readonly address: string; readonly port: number };
  readonly url: string;
}

interface Parts {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly gate: Gate;
  readonly policies: Policies;
  readonly witness: Witness;
  readonly witnessing: Witnessing;
  readonly engines: Engines;
}

/** How the node is, for its owner. */
export async function statusOf(
  { options, startedAt, demo, serving, url }: Start,
  { store, ledger, gate, policies, witness, witnessing, engines }: Parts,
  configuration: Configuration,
  models: ReadonlyMap<string, LocalModel>,
): Promise<NodeStatus> {
  return {
    software: options.software,
    runtime: `Node ${process.versions.node}`,
    process: process.pid,
    home: options.paths.home,
    demo,
    ...serving,
    url,
    uptimeMs: Math.round(options.clock.monotonic() - startedAt),
    origin: ledger.origin,
    log: { size: store.head().size },
    callsUnderWay: gate.limits.underWay,
    witnessedLogs: witness.logCount,
    witnesses: await witnessing.summary(),
    policy: policies.status(),
    memoryBytes: process.memoryUsage.rss(),
    access: configuration.access,
    published: configuration.publish.serve,
    retention: configuration.retention,
    defaultModel: configuration.engine.defaultModel,
    models: [...models.values()].map((model) => ({
      name: model.name,
      licence: model.licence,
      ...engineState(engines.of(model.name)),
    })),
  };
}

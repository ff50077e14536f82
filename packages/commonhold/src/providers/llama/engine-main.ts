/**
 * The first file of an engine process. It does what it is told over the IPC channel (protocol.ts) and ends when the
 * channel closes, so that no engine outlives its node. A crash here, even in native code, is only the end of this
 * process: the node answers the requests that were under way and starts another.
 */
import { randomBytes } from 'node:crypto';
import { asCommonholdError } from '#base';
import { Engine } from './engine.ts';
import { inspectFile } from './inspect-file.ts';
import { engineBuild, loadModel, startLlama } from './load-model.ts';
import { measureModel } from './measure-model.ts';
import type { FromEngine, InspectTask, LoadTask, MeasureTask, ProbeTask, ToEngine } from './protocol.ts';

/** Where the node cannot look itself, it is told this often how much memory is in use. */
const memoryReportMs = 1000;

let engine: Engine | undefined;

process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToEngine) => {
  switch (message.type) {
    case 'request':
      void engine?.request(message.id, message.body);
      return;
    case 'render':
      engine?.render(message.id, message.body);
      return;
    case 'cancel':
      engine?.cancel(message.id);
      return;
    case 'load':
    case 'inspect':
    case 'measure':
    case 'probe':
      void perform(message);
  }
});
if (process.platform !== 'linux') {
  setInterval(
    () => send({ type: 'memory', residentBytes: process.memoryUsage.rss() }),
    memoryReportMs,
  ).unref();
}

async function perform(task: LoadTask | InspectTask | MeasureTask | ProbeTask): Promise<void> {
  try {
    switch (task.type) {
      case 'load': {
        const loaded = await loadModel(task);
        engine = new Engine(loaded, send, () => randomBytes(4).readUInt32LE());
        send({ type: 'loaded', facts: loaded.facts });
        return;
      }
      case 'inspect':
        send({ type: 'inspected', inspection: await inspectFile(task.modelPath) });
        return;
      case 'measure':
        send({ type: 'measured', speed: await measureModel(task) });
        return;
      case 'probe': {
        const llama = await startLlama(task.gpu, 1, 'no model', []);
        const gpu = llama.gpu === false ? 'none' : llama.gpu;
        send({ type: 'probed', build: { build: await engineBuild(llama), gpu } });
      }
    }
  } catch (thrown) {
    const error = asCommonholdError(thrown);
    send({ type: 'failed', failure: { code: error.code, values: error.values } });
  }
}

function send(message: FromEngine): void {
  // Without a channel nobody is left to tell, and `disconnect` ends this process.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

import type { Check } from './check.ts';
import { clockCheck } from './clock.ts';
import { configurationCheck } from './configuration.ts';
import { credentialsCheck } from './credentials.ts';
import { detectorsCheck } from './detectors.ts';
import { destinationsCheck } from './destinations.ts';
import { diskCheck } from './disk.ts';
import { engineCheck } from './engine.ts';
import { exposureCheck } from './exposure.ts';
import { homeCheck } from './home.ts';
import { keysCheck } from './keys.ts';
import { memoryCheck } from './memory.ts';
import { modelsCheck } from './models.ts';
import { nodeCheck } from './node.ts';
import { portCheck } from './port.ts';
import { recordCheck } from './record.ts';
import { runtimeCheck } from './runtime.ts';
import { upstreamsCheck } from './upstreams.ts';
import { witnessesCheck } from './witnesses.ts';

/** All checks, in the order in which they are shown and explained in docs/guide/doctor.md. */
export const checks: readonly Check[] = [
  runtimeCheck,
  engineCheck,
  diskCheck,
  memoryCheck,
  clockCheck,
  homeCheck,
  keysCheck,
  configurationCheck,
  modelsCheck,
  recordCheck,
  nodeCheck,
  portCheck,
  exposureCheck,
  witnessesCheck,
  credentialsCheck,
  destinationsCheck,
  detectorsCheck,
  upstreamsCheck,
];

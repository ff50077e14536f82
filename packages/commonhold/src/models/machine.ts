import { availableParallelism, cpus, totalmem } from 'node:os';

export interface Machine {
  readonly totalMemoryBytes: number;
  /** What programs can still get without others being pushed out, as the system estimates it. */
  readonly availableMemoryBytes: number;
  /** Cores that this process may use. */
  readonly cores: number;
  readonly processor: string;
}

/** This machine, or the part of it that a container may use. */
export function readMachine(): Machine {
  const installed = totalmem();
  // A process without a limit reports none, or a number far beyond the memory installed.
  const limit = process.constrainedMemory();
  const total = limit > 0 && limit < installed ? limit : installed;
  return {
    totalMemoryBytes: total,
    availableMemoryBytes: Math.min(total, process.availableMemory()),
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
  };
}

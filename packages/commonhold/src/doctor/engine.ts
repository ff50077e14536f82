import { asCommonholdError } from '#base';
import type { Check } from './check.ts';
import { attention, broken, good, type Observation } from './finding.ts';

/** Whether the engine's binary for this platform is there and loads; tried in a process of its own. */
export const engineCheck: Check = {
  name: 'engine',
  group: 'This machine',
  async look({ world, configuration }, signal): Promise<Observation[]> {
    const wantsGpu = configuration.type === 'valid' && configuration.value.engine.gpu;
    try {
      const { build, gpu } = await world.loadEngine(wantsGpu, signal);
      if (wantsGpu && gpu === 'none') {
        return [
          attention(
            `The engine loads (${build}) and finds no graphics card that it can use, though engine.gpu asks for one.`,
            'See docs/guide/gpu.md for the binaries and drivers, or take engine.gpu out of commonhold.yaml.',
          ),
        ];
      }
      return [
        good(`The engine loads (${build}) and computes on the ${gpu === 'none' ? 'processor' : gpu} here.`),
      ];
    } catch (thrown) {
      signal.throwIfAborted();
      const error = asCommonholdError(thrown);
      const detail = error.code === 'engine_failed' ? String(error.values['detail']) : error.message;
      return [
        broken(
          `The engine does not load: ${detail}.`,
          'Install again with "npm ci", and check that node-llama-cpp has a build for this system; models elsewhere can be used without it.',
        ),
      ];
    }
  },
};

import type { CallableModel } from '../../api/callable-models.ts';

/** Whether nothing but the engine inside would answer, so that it can be asked to tell its tokens. */
export function runsInside(model: CallableModel | undefined): boolean {
  return model !== undefined && model.candidates.every(({ local }) => local === 'verified');
}

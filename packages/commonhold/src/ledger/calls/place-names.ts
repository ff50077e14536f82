import { agentsMachine } from '#call';
import type { OpaqueNames } from '../log/opaque-names.ts';

/** The name under which a destination is read. */
export type PlaceNames = (provider: string) => string;

export const asItStands: PlaceNames = (provider) => provider;

/**
 * What was erased stands under the log's own name of its destination. No owner made up the one of tools that agents ran by
 * themselves, so that name is known, and such a use is not taken for a call of somebody's rented machine.
 */
export function placeNames(names: Pick<OpaqueNames, 'provider'>): PlaceNames {
  const erased = names.provider(agentsMachine);
  return (provider) => (provider === erased ? agentsMachine : provider);
}

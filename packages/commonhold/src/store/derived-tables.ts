import { flowDay } from './flow-day.ts';
import { spentDay } from './spent-day.ts';
import { type DerivedTable, derivedTables as tablesOfVersion2 } from './schema-2.ts';

/** Every table that follows from others, of whatever version it is. */
export const derivedTables: readonly DerivedTable[] = [...tablesOfVersion2, flowDay, spentDay];

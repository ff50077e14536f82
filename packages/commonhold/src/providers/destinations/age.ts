/** After half a year the terms of a vendor have often changed, and a fact is worth reading again. */
export const factMaxAgeDays = 180;
const dayMs = 86_400_000;

/** Whole days since a fact was read; 0 on the day itself, and on a clock that is behind it. */
export function factAgeDays(read: string, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - Date.parse(read)) / dayMs));
}

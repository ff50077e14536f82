/** The words of `basis` in an erasure leaf that people choose from; what a node does by itself begins with `retention-`. */
export const erasureBases = ['request', 'consent', 'law', 'mistake', 'other'] as const;

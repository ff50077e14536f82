export const home = { home: {} };

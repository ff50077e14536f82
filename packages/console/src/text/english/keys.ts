export const keys = { keys: {} };

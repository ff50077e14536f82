export const settings = { settings: {} };

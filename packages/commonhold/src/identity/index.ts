export { authenticate, ownerBySocket } from './authenticate.ts';
export { Credentials } from './credentials.ts';
export { Keys, type KeySummary, newKeyOptions } from './keys.ts';

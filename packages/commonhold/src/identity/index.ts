export { authenticate, ownerBySocket } from './authenticate.ts';
export { Credentials, type Sealing } from './credentials.ts';
export { Keys, type KeySummary, newKeyOptions, type NewKeyOptions, type PreparedKey } from './keys.ts';

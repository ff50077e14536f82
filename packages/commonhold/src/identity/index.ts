export { authenticate, ownerBySocket, requireInForce } from './authenticate.ts';
export { Credentials } from './credentials.ts';
export { extentOf, type Right, requireRight, rights, roles } from './rights.ts';
export { Sessions } from './sessions.ts';
export { SignInLinks } from './sign-in-links.ts';
export { keyChanges, Keys, type KeySummary, newKeyOptions, type PreparedKey } from './keys.ts';
export { mayUseModel, mayUseModels, requireOperation, requireScope } from './scope.ts';
export { budgetOption, rateFields } from './terms.ts';

import { createHash } from 'node:crypto';
import type { Decision, PolicyEngine, Question } from './engine.ts';

/**
 * The rule that holds while the owner has written none: whoever holds a valid key may call any model that the
 * routes name. It answers through the same interface as written rules do.
 */
export const builtInText = 'built-in v1: permit every principal with a valid key to call every routed model';

export const builtInPolicy: PolicyEngine = {
  digest: createHash('sha256').update(builtInText).digest('base64url'),
  mode: 'enforce',
  rules: new Map(),
  decide(_question: Question): Decision {
    return { effect: 'allow', rules: ['valid-key'] };
  },
  decideTool: () => undefined,
};

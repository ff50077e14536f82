import type { Logger } from 'pino';
import type { Keys } from '#identity';
import { type PolicyEngine, unknownApprovers } from '#policy';

/** Rules that ask somebody whom no key stands for are in force all the same: keys come and go while files stay. */
export function warnOfApprovers(engine: PolicyEngine, keys: Keys, log: Logger): void {
  for (const warning of unknownApprovers(engine.rules.values(), peopleOf(keys))) {
    log.warn({ warning }, 'a rule asks for an approval that nobody can give');
  }
}

/** Names of the keys of people that are in force. */
export function peopleOf(keys: Keys): ReadonlySet<string> {
  return new Set(
    keys
      .list()
      .filter(({ kind, role, revoked }) => kind === 'person' && role !== 'auditor' && revoked === undefined)
      .map(({ name }) => name),
  );
}

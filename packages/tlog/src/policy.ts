import type { Hash } from './hash.ts';
import { PolicyError } from './policy-error.ts';
import { readLogKey, readWitnessKey } from './policy-key.ts';
import type { VerifierKey } from './key.ts';
import { decodeUtf8 } from './utf8.ts';

/**
 * C2SP tlog-policy (read at commit 5ba5ee83 of C2SP/C2SP): which logs are trusted, who witnesses them, and which of the
 * witnesses make a quorum. Text of lines
 *
 *     log <vkey> [<url>]
 *     witness <name> <vkey> [<url>]
 *     group <name> all|any|<k> <name>…
 *     quorum <name>|none
 *
 * with spaces and tabs between items, comment lines that start with "#", and names that are defined before they are
 * used. Names mean nothing outside of the file. A name is a member of one group at most, so that each witness counts
 * in one way only.
 */
export interface Policy {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  readonly groups: readonly PolicyGroup[];
  /** Name of a witness or a group; undefined when no cosignature is required. */
  readonly quorum: string | undefined;
}

export interface PolicyLog {
  /** The verifier key as text; its name is the origin of the log. */
  readonly verifierKey: string;
  readonly key: VerifierKey;
  readonly url?: string;
}

export interface PolicyWitness {
  readonly name: string;
  readonly verifierKey: string;
  readonly key: VerifierKey;
  readonly url?: string;
}

export interface PolicyGroup {
  readonly name: string;
  /** How many of its members must have witnessed a checkpoint for the group to have witnessed it. */
  readonly threshold: number;
  /** Names of witnesses and groups that are defined before it. */
  readonly members: readonly string[];
}

/** The standard asks for at least 32 of each; this bounds the work. */
export const policyEntriesMax = 1024;
/** Room for as many post-quantum keys of 2 kB in base64; it bounds the work. */
export const policyBytesMax = 4 * 1024 * 1024;

const noQuorum = 'none';

interface Draft {
  readonly hash: Hash;
  readonly decoded: DecodedPolicy;
  readonly logs: PolicyLog[];
  readonly witnesses: PolicyWitness[];
  readonly groups: PolicyGroup[];
  /** Names defined so far. */
  readonly names: Set<string>;
  /** Names that are a member of a group. */
  readonly members: Set<string>;
  quorum: { readonly name: string | undefined } | undefined;
}

/** Throws a `PolicyError` that names the line. */
export function parsePolicy(hash: Hash, bytes: Uint8Array): Policy {
  if (bytes.length > policyBytesMax) throw new PolicyError(0, `it has more than ${policyBytesMax} bytes`);
  const decoded = decodePolicy(bytes);
  const lines = decoded.text.split('\n');
  if (lines.pop() !== '') throw new PolicyError(lines.length + 1, 'it does not end in a newline');
  const draft: Draft = {
    hash,
    decoded,
    logs: [],
    witnesses: [],
    groups: [],
    names: new Set(),
    members: new Set(),
    quorum: undefined,
  };
  for (const [at, line] of lines.entries()) readLine(draft, at + 1, line);
  const { logs, witnesses, groups, quorum } = draft;
  if (quorum === undefined) throw new PolicyError(lines.length, 'it has no quorum line');
  return { logs, witnesses, groups, quorum: quorum.name };
}

function readLine(draft: Draft, number: number, line: string): void {
  if (hasForbiddenControl(line)) throw new PolicyError(number, 'it has a control character');
  const [keyword, ...items] = line.split(/[ \t]+/).filter((item) => item !== '');
  if (keyword === undefined || keyword.startsWith('#')) return;
  if (draft.logs.length + draft.witnesses.length + draft.groups.length >= policyEntriesMax) {
    throw new PolicyError(number, `it defines more than ${policyEntriesMax} logs, witnesses and groups`);
  }
  switch (keyword) {
    case 'log':
      return readLog(draft, number, items);
    case 'witness':
      return readWitness(draft, number, items);
    case 'group':
      return readGroup(draft, number, items);
    case 'quorum':
      return readQuorum(draft, number, items);
    default:
      throw new PolicyError(number, `"${keyword}" is not log, witness, group or quorum`);
  }
}

function readLog(draft: Draft, number: number, items: readonly string[]): void {
  const [item, url, ...more] = items;
  if (item === undefined || more.length > 0) throw new PolicyError(number, 'a log is "log <vkey> [<url>]"');
  const read = readLogKey(draft.hash, draft.decoded.keyText(item, number), number);
  refuseSecondKey(draft.logs, read.key, number);
  draft.logs.push({ ...read, ...(url === undefined ? {} : { url }) });
}

function readWitness(draft: Draft, number: number, items: readonly string[]): void {
  const [name, item, url, ...more] = items;
  if (name === undefined || item === undefined || more.length > 0) {
    throw new PolicyError(number, 'a witness is "witness <name> <vkey> [<url>]"');
  }
  const read = readWitnessKey(draft.hash, draft.decoded.keyText(item, number), number);
  refuseSecondKey(draft.witnesses, read.key, number);
  define(draft, number, name);
  draft.witnesses.push({ name, ...read, ...(url === undefined ? {} : { url }) });
}

function readGroup(draft: Draft, number: number, items: readonly string[]): void {
  const [name, rule, ...members] = items;
  if (name === undefined || rule === undefined || members.length === 0) {
    throw new PolicyError(number, 'a group is "group <name> all|any|<k> <name>…"');
  }
  for (const member of members) {
    requireDefined(draft, number, member);
    if (draft.members.has(member)) throw new PolicyError(number, `${member} is a member already`);
    draft.members.add(member);
  }
  const threshold = thresholdOf(rule, members.length);
  if (threshold === undefined) {
    throw new PolicyError(number, `the threshold is not all, any or a number from 1 to ${members.length}`);
  }
  define(draft, number, name);
  draft.groups.push({ name, threshold, members });
}

function readQuorum(draft: Draft, number: number, items: readonly string[]): void {
  const [name, ...more] = items;
  if (name === undefined || more.length > 0) throw new PolicyError(number, 'a quorum is "quorum <name>"');
  if (draft.quorum !== undefined) throw new PolicyError(number, 'it is the second quorum');
  if (name !== noQuorum) requireDefined(draft, number, name);
  draft.quorum = { name: name === noQuorum ? undefined : name };
}

function thresholdOf(rule: string, members: number): number | undefined {
  if (rule === 'any') return 1;
  if (rule === 'all') return members;
  const threshold = /^[1-9][0-9]*$/.test(rule) ? Number(rule) : 0;
  return threshold >= 1 && threshold <= members ? threshold : undefined;
}

function define(draft: Draft, number: number, name: string): void {
  if (name === noQuorum) throw new PolicyError(number, `"${noQuorum}" is a name with a meaning already`);
  if (draft.names.has(name)) throw new PolicyError(number, `${name} is defined already`);
  draft.names.add(name);
}

function requireDefined(draft: Draft, number: number, name: string): void {
  if (!draft.names.has(name)) throw new PolicyError(number, `${name} is not defined before it is used`);
}

/** Two keys are the same when the public key is, whatever their names, ids and types are. */
function refuseSecondKey(others: readonly { key: VerifierKey }[], key: VerifierKey, number: number): void {
  const same = others.some(
    (other) =>
      other.key.publicKey.length === key.publicKey.length &&
      other.key.publicKey.every((byte, at) => byte === key.publicKey[at]),
  );
  if (same) throw new PolicyError(number, 'its public key is in the policy already');
}

interface DecodedPolicy {
  readonly text: string;
  /** A verifier key is UTF-8, also in a file that is not. */
  keyText(item: string, line: number): string;
}

/**
 * The octets of a policy above 0x7F are opaque. Read as UTF-8 when the whole file is that, and otherwise as one
 * character an octet: either way different octets are different characters, which is all that names need.
 */
function decodePolicy(bytes: Uint8Array): DecodedPolicy {
  try {
    return { text: decodeUtf8(bytes), keyText: (item) => item };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return {
    text,
    keyText: (item, line) => {
      try {
        return decodeUtf8(Uint8Array.from(item, (octet) => octet.charCodeAt(0)));
      } catch (error) {
        if (error instanceof TypeError) throw new PolicyError(line, 'its verifier key is not UTF-8');
        throw error;
      }
    },
  };
}

function hasForbiddenControl(line: string): boolean {
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) return true;
  }
  return false;
}

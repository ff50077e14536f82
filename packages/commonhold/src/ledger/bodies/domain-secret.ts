import { createHmac } from 'node:crypto';
import type { Randomness } from '#base';
import { seal, unseal } from './seal.ts';

/**
 * What shares a key for erasure: one principal in one project in one month (UTC). Its secret is 64 random bytes: the
 * first 32 wrap the secrets of attempts, the last 32 make the pseudonym under which the log knows the principal.
 * Destroying the row destroys both: bodies become unreadable, commitments unopenable, and the pseudonym leads nowhere.
 */
export interface DomainName {
  readonly id: string;
  readonly principal: string;
  readonly project: string;
  readonly month: string;
}

export interface Domain extends DomainName {
  /** All of it, so that it can be overwritten when the key is destroyed. */
  readonly secret: Uint8Array;
  readonly wrapKey: Uint8Array;
  /** 22 characters of base64url: 132 bits of an HMAC. */
  readonly pseudonym: string;
}

export const domainSecretBytes = 64;
const wrapKeyBytes = 32;
const pseudonymCharacters = 22;

export function domainOf(name: DomainName, secret: Uint8Array): Domain {
  const pseudonym = createHmac('sha256', secret.subarray(wrapKeyBytes))
    .update(name.principal)
    .digest('base64url')
    .slice(0, pseudonymCharacters);
  return { ...name, secret, wrapKey: secret.subarray(0, wrapKeyBytes), pseudonym };
}

export function sealDomain(
  root: Uint8Array,
  randomness: Randomness,
  name: DomainName,
  secret: Uint8Array,
): Uint8Array {
  return seal(root, randomness, boundTo(name), secret);
}

/** Undefined when the root key or any part of the row is not the one it was sealed with. */
export function openDomain(root: Uint8Array, name: DomainName, sealed: Uint8Array): Domain | undefined {
  const secret = unseal(root, boundTo(name), sealed);
  return secret?.byteLength === domainSecretBytes ? domainOf(name, secret) : undefined;
}

/** Each part on its own line as JSON, so that no two names read the same. */
function boundTo(name: DomainName): string {
  return `commonhold/domain/v1\n${JSON.stringify([name.id, name.principal, name.project, name.month])}`;
}

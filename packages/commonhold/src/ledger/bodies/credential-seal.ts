import { CommonholdError, type Randomness } from '#base';
import { seal, unseal } from './seal.ts';

/** What the node itself presents to a provider, kept under the root key and bound to the provider's name. */
export function sealCredential(
  root: Uint8Array,
  randomness: Randomness,
  provider: string,
  credential: Uint8Array,
): Uint8Array {
  return seal(root, randomness, boundTo(provider), credential);
}

export function openCredential(root: Uint8Array, provider: string, sealed: Uint8Array): Uint8Array {
  const credential = unseal(root, boundTo(provider), sealed);
  if (credential === undefined) throw new CommonholdError('credential_missing', { provider });
  return credential;
}

export function credentialOpens(root: Uint8Array, provider: string, sealed: Uint8Array): boolean {
  return unseal(root, boundTo(provider), sealed) !== undefined;
}

function boundTo(provider: string): string {
  return `commonhold/credential/v1\n${provider}`;
}

/** A digest in base64url, as the record has it, in the digits that `sha256sum` prints. */
export function hexOf(digest: string): string {
  const text = atob(digest.replaceAll('-', '+').replaceAll('_', '/'));
  return Array.from(text, (one) => one.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

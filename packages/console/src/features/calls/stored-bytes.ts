/** Bytes of a body as text, as hexadecimal, and as a file; all of it in this browser. */

export function bytesOfBase64(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}

const rowBytes = 16;

/** `00000010  48 65 …  He…`: place, bytes, and the ASCII among them. `from` is a multiple of sixteen. */
export function hexRows(bytes: Uint8Array, from: number, to: number): string {
  const rows: string[] = [];
  for (let start = from; start < to; start += rowBytes) {
    const row = bytes.subarray(start, Math.min(start + rowBytes, to));
    const hex = [...row].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const ascii = [...row].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'));
    rows.push(`${start.toString(16).padStart(8, '0')}  ${hex.padEnd(rowBytes * 3 - 1)}  ${ascii.join('')}`);
  }
  return rows.join('\n');
}

/** Where a part of the bytes ends at most `length` further on, so that no UTF-8 character is cut in two. */
export function partEnd(bytes: Uint8Array, from: number, length: number): number {
  let end = Math.min(from + length, bytes.length);
  // A character has at most four bytes; what is no UTF-8 is cut where it falls.
  for (let back = 0; back < 3 && end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80; back++) end -= 1;
  return end;
}

/** RFC 6962: SHA-256 over a zero byte and the entry, in base64; undefined where the browser cannot compute it. */
export async function leafHash(entry: string): Promise<string | undefined> {
  // Browsers offer this over a secure connection and on the machine itself only.
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined;
  if (subtle === undefined) return undefined;
  const text = new TextEncoder().encode(entry);
  const bytes = new Uint8Array(text.length + 1);
  bytes.set(text, 1);
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return btoa(String.fromCharCode(...digest));
}

/** Hands bytes over to the browser's downloads. */
export function saveFile(bytes: Uint8Array<ArrayBuffer>, name: string, type: string): void {
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

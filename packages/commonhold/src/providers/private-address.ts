import { isIPv4 } from 'node:net';

/**
 * Whether an address is of this machine, or of a network that has no way in from the internet: 10/8, 172.16/12, 192.168/16
 * (RFC 1918) and fc00::/7 (RFC 4193). Link-local addresses are not: at one of them clouds hand out credentials.
 */
export function isPrivateAddress(address: string): boolean {
  const plain = /^::ffff:(?=\d+\.)/i.test(address) ? address.slice('::ffff:'.length) : address;
  if (isIPv4(plain)) {
    const [first = 0, second = 0] = plain.split('.').map(Number);
    return (
      first === 127 ||
      first === 10 ||
      (first === 172 && second >= 16 && second <= 31) ||
      (first === 192 && second === 168)
    );
  }
  return plain === '::1' || /^f[cd][0-9a-f]{2}:/i.test(plain);
}

import { isIPv4, isIPv6 } from 'node:net';

/**
 * Whether an address is of this machine, or of a network that has no way in from the internet: 10/8, 172.16/12, 192.168/16
 * (RFC 1918) and fc00::/7 (RFC 4193). Link-local addresses are not: at one of them clouds hand out credentials.
 */
export function isPrivateAddress(address: string): boolean {
  if (isHandingOutCredentials(address)) return false;
  const plain = embeddedIPv4(address) ?? address;
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

/**
 * Where a cloud gives the machine that asks its credentials, besides link-local addresses, by the vendors' own pages: Amazon's
 * and Google's by IPv6, Azure's, Alibaba's, Oracle's.
 */
const metadataAddresses: ReadonlySet<string> = new Set([
  'fd00:ec2::254',
  'fd20:ce::254',
  '168.63.129.16',
  '100.100.100.200',
  '192.0.0.192',
]);

/** Link-local addresses, 169.254/16 and fe80::/10, and others at which clouds hand out credentials; no model is there. */
export function isHandingOutCredentials(address: string): boolean {
  const plain = (embeddedIPv4(address) ?? address).toLowerCase();
  if (isIPv4(plain)) return plain.startsWith('169.254.') || metadataAddresses.has(plain);
  return /^fe[89ab][0-9a-f]:/.test(plain) || metadataAddresses.has(plain);
}

/** An address of IPv4 in IPv6's clothes: mapped (::ffff:0:0/96), or for translation on the way (64:ff9b::/96). */
function embeddedIPv4(address: string): string | undefined {
  if (!isIPv6(address)) return undefined;
  const end = /^(?:::ffff:|64:ff9b::)([0-9a-f:.]+)$/i.exec(address)?.[1];
  if (end === undefined) return undefined;
  if (isIPv4(end)) return end;
  const groups = end.split(':');
  if (groups.length > 2) return undefined;
  const [high = 0, low = 0] =
    groups.length === 2 ? groups.map((group) => Number.parseInt(group, 16)) : [0, Number.parseInt(end, 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

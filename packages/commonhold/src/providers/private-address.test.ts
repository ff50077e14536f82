import { expect, test } from 'vitest';
import { isPrivateAddress } from './private-address.ts';

test.each([
  '127.0.0.1',
  '127.9.9.9',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '::1',
  '::ffff:10.0.0.1',
  'fd12:3456::1',
  'fc00::1',
])('%s is of this machine or a private network', (address) => expect(isPrivateAddress(address)).toBe(true));

test.each([
  '8.8.8.8',
  '172.15.0.1',
  '172.32.0.1',
  '192.169.0.1',
  '100.64.0.1',
  '169.254.169.254',
  '0.0.0.0',
  '::',
  '::ffff:8.8.8.8',
  'fe80::1',
  '2001:db8::1',
  'fc::1',
  '10.1.2',
  'localhost',
  '',
  '10.0.0.1.example.org',
])('%s is not', (address) => expect(isPrivateAddress(address)).toBe(false));

import { expect, test } from 'vitest';
import { isHandingOutCredentials, isPrivateAddress } from './private-address.ts';

test.each([
  '127.0.0.1',
  '127.9.9.9',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '::1',
  '::ffff:10.0.0.1',
  '::ffff:a00:1',
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
  'fd00:ec2::254',
  '::ffff:a9fe:a9fe',
  '2001:db8::1',
  'fc::1',
  '10.1.2',
  'localhost',
  '',
  '10.0.0.1.example.org',
])('%s is not', (address) => expect(isPrivateAddress(address)).toBe(false));

test.each([
  '169.254.169.254',
  '169.254.0.1',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b::169.254.169.254',
  'fe80::1',
  'FE80::1%eth0',
  'febf::1',
  'fd00:ec2::254',
  '168.63.129.16',
  '100.100.100.200',
])('%s is where credentials may be handed out', (address) =>
  expect(isHandingOutCredentials(address)).toBe(true),
);

test.each([
  '169.253.0.1',
  '127.0.0.1',
  '10.0.0.1',
  '8.8.8.8',
  '::1',
  'fec0::1',
  'fd00::1',
  '2001:db8::a9fe:a9fe',
])('%s is not', (address) => expect(isHandingOutCredentials(address)).toBe(false));

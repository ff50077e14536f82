import type { Finding } from '../finding.ts';

/** What a pseudonym says of the value that it stands for, so that a model can go on working with it. */
export const kinds = [
  'EMAIL',
  'PHONE',
  'CARD',
  'IBAN',
  'ID',
  'IP',
  'MAC',
  'DATE',
  'SECRET',
  'PERSON',
  'TERM',
] as const;
export type Kind = (typeof kinds)[number];

const byDetector: Readonly<Record<string, Kind>> = {
  email: 'EMAIL',
  phone: 'PHONE',
  'payment-card': 'CARD',
  iban: 'IBAN',
  'national-id': 'ID',
  'ip-address': 'IP',
  'mac-address': 'MAC',
  'birth-date': 'DATE',
  'secret-key': 'SECRET',
  password: 'SECRET',
};

/**
 * The kind of what was found; undefined where replacing the place would hide the label and leave what it is about: a
 * mark such as "confidential" is not the secret, of a private key only the beginning is found, and code without its lines
 * is no code. What was found inside an encoded run cannot be replaced without writing the run anew.
 */
export function kindOf({ detector, label, isEncoded }: Finding): Kind | undefined {
  if (isEncoded === true) return undefined;
  if (detector === 'dictionary') return label === 'personal' ? 'PERSON' : 'TERM';
  return byDetector[detector];
}

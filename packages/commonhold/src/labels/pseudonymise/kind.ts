import type { Finding } from '../finding.ts';
import type { Kind } from '../kinds.ts';

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
 * is no code; and a hint tells of a whole text. What was found inside an encoded run cannot be replaced without writing the run anew.
 */
export function kindOf({ detector, label, confidence, replaceAs, isEncoded }: Finding): Kind | undefined {
  if (isEncoded === true || confidence === 'hint') return undefined;
  if (replaceAs !== undefined) return replaceAs;
  if (detector === 'dictionary') return label === 'personal' ? 'PERSON' : 'TERM';
  return byDetector[detector];
}

import type { Detector } from './detector.ts';
import { birthDate } from './detectors/birth-date.ts';
import { confidentialMarking } from './detectors/confidential-marking.ts';
import { email } from './detectors/email.ts';
import { iban } from './detectors/iban.ts';
import { nationalId } from './detectors/national-id.ts';
import { ipAddress, macAddress } from './detectors/network-address.ts';
import { password } from './detectors/password.ts';
import { paymentCard } from './detectors/payment-card.ts';
import { phone } from './detectors/phone.ts';
import { privateKey } from './detectors/private-key.ts';
import { secretKey } from './detectors/secret-key.ts';
import { sourceCode } from './detectors/source-code.ts';

/**
 * What every node looks for. There is none for `special` (health, religion and the rest of GDPR Article 9): which words
 * make a sentence one about somebody's health cannot be told by patterns, so only the owner's dictionary and what is
 * declared raise it.
 */
export const builtInDetectors: readonly Detector[] = [
  email,
  phone,
  paymentCard,
  iban,
  nationalId,
  ipAddress,
  macAddress,
  birthDate,
  secretKey,
  password,
  privateKey,
  confidentialMarking,
  sourceCode,
];

/** How sure they are of what they find, by name; a finding says it of itself. */
export const builtInConfidence: Readonly<Record<string, string>> = {
  email: 'likely',
  phone: 'checked, likely',
  'payment-card': 'checked',
  iban: 'checked',
  'national-id': 'checked, likely',
  'ip-address': 'likely',
  'mac-address': 'likely',
  'birth-date': 'likely',
  'secret-key': 'checked, likely',
  password: 'likely',
  'private-key': 'checked',
  'confidential-marking': 'likely, possible',
  'source-code': 'likely, possible',
};

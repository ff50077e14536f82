import { stdnum } from 'stdnum';
import type { Confidence } from '../finding.ts';

/**
 * Numbers by which states know people, as data: how each is written, what proves it, and whether that is enough.
 * Sources: the specifications that the package `stdnum` names beside each of its checks.
 */
export interface NationalId {
  readonly country: string;
  readonly name: string;
  /** With the flag `y` (it is tried at a place) and often `i`; what stands around it is checked elsewhere. */
  readonly pattern: RegExp;
  readonly isValid: (value: string) => boolean;
  /**
   * `shape`: the way it is written and its check leave little to chance. `words`: digits that a tenth of all numbers of
   * that length would pass, so one of the words must stand before.
   */
  readonly needs: 'shape' | RegExp;
  /** `checked` unless nothing but its shape proves it. */
  readonly confidence?: Confidence;
}

type Check = { validate(value: string): { readonly isValid: boolean } };

function by(country: string, number: string): (value: string) => boolean {
  const checks = (stdnum as unknown as Readonly<Record<string, Readonly<Record<string, Check>>>>)[country];
  const check = checks?.[number];
  if (check === undefined) throw new Error(`stdnum has no ${country} ${number}`);
  return (value) => check.validate(value).isValid;
}

const taxWords = /\b(?:tax|steuer|fiscal|fiscale|nif|tin|idnr|identifikation)/i;
/** Words that announce such a number, whichever it is. */
export const identityWords =
  /\b(?:id|identity|ssn|national|citizen|personal|pesel|bsn|burgerservice|sofi|cnp|egn|tc|kimlik|dni|social|insurance|sozial|versicherung|rijksregister|nir|s[eé]cu)/i;

export const nationalIds: readonly NationalId[] = [
  {
    country: 'US',
    name: 'social security number',
    pattern: /\d{3}([ -])\d{2}\1\d{4}/iy,
    // Numbers that were given out since 2011 have no structure but what is left out.
    isValid: (value) => !/^(?:000|666|9)|-00-| 00 |[- ]0000$/.test(value),
    needs: 'shape',
    confidence: 'likely',
  },
  {
    country: 'US',
    name: 'social security number, digits alone',
    pattern: /\d{9}/y,
    isValid: by('US', 'ssn'),
    needs: /\b(?:ssn|social security)/i,
    confidence: 'likely',
  },
  {
    country: 'GB',
    name: 'national insurance number',
    pattern: /[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]/iy,
    isValid: by('GB', 'nino'),
    needs: 'shape',
    confidence: 'likely',
  },
  {
    country: 'DE',
    name: 'tax identification number',
    pattern: /\d{2} ?\d{3} ?\d{3} ?\d{3}/y,
    isValid: by('DE', 'idnr'),
    needs: taxWords,
  },
  {
    country: 'DE',
    name: 'pension insurance number',
    pattern: /\d{2} ?\d{6} ?[A-Z] ?\d{3}/iy,
    isValid: by('DE', 'svnr'),
    needs: 'shape',
  },
  {
    country: 'FR',
    name: 'number of social security',
    pattern: /[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}/iy,
    isValid: by('FR', 'nir'),
    needs: 'shape',
  },
  {
    country: 'IT',
    name: 'fiscal code',
    pattern: /[A-Z]{6} ?[\dLMNPQRSTUV]{2} ?[A-EHLMPRST] ?[\dLMNPQRSTUV]{2} ?[A-Z][\dLMNPQRSTUV]{3} ?[A-Z]/iy,
    isValid: by('IT', 'codicefiscale'),
    needs: 'shape',
  },
  {
    country: 'ES',
    name: 'identity document',
    pattern: /\d{8}[ -]?[A-HJ-NP-TV-Z]/iy,
    isValid: by('ES', 'dni'),
    needs: 'shape',
  },
  {
    country: 'ES',
    name: "foreigner's number",
    pattern: /[XYZ][ -]?\d{7}[ -]?[A-HJ-NP-TV-Z]/iy,
    isValid: by('ES', 'nie'),
    needs: 'shape',
  },
  {
    country: 'NL',
    name: 'citizen service number',
    pattern: /\d{9}|\d{4}[. ]\d{2}[. ]\d{3}/y,
    isValid: by('NL', 'bsn'),
    needs: identityWords,
  },
  {
    country: 'BE',
    name: 'national number',
    pattern: /\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}/y,
    isValid: by('BE', 'nn'),
    needs: 'shape',
  },
  { country: 'PL', name: 'PESEL', pattern: /\d{11}/y, isValid: by('PL', 'pesel'), needs: identityWords },
  {
    country: 'SE',
    name: 'personal number',
    pattern: /(?:19|20)?\d{6}[-+]\d{4}/y,
    isValid: by('SE', 'personnummer'),
    needs: 'shape',
  },
  {
    country: 'FI',
    name: 'personal identity code',
    pattern: /\d{6}[-+A-FU-Y]\d{3}[\dA-FHJ-NPR-Y]/iy,
    isValid: by('FI', 'hetu'),
    needs: 'shape',
  },
  {
    country: 'DK',
    name: 'civil registration number',
    pattern: /\d{6}-\d{4}/y,
    isValid: by('DK', 'cpr'),
    needs: 'shape',
  },
  {
    country: 'NO',
    name: 'birth number',
    pattern: /\d{6} ?\d{5}/y,
    isValid: by('NO', 'fodselsnummer'),
    needs: 'shape',
  },
  {
    country: 'CH',
    name: 'social insurance number',
    pattern: /756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}/y,
    isValid: by('CH', 'ssn'),
    needs: 'shape',
  },
  {
    country: 'AT',
    name: 'insurance number',
    pattern: /\d{4} ?\d{6}/y,
    isValid: by('AT', 'vnr'),
    needs: identityWords,
  },
  {
    country: 'CZ',
    name: 'birth number',
    pattern: /\d{6}\/\d{3,4}/y,
    isValid: by('CZ', 'rc'),
    needs: 'shape',
  },
  {
    country: 'RO',
    name: 'personal number',
    pattern: /[1-9]\d{12}/y,
    isValid: by('RO', 'cnp'),
    needs: 'shape',
  },
  { country: 'BG', name: 'civil number', pattern: /\d{10}/y, isValid: by('BG', 'egn'), needs: identityWords },
  {
    country: 'TR',
    name: 'identity number',
    pattern: /[1-9]\d{10}/y,
    isValid: by('TR', 'tckimlik'),
    needs: identityWords,
  },
  {
    country: 'PT',
    name: "citizen's card",
    pattern: /\d{8} ?\d ?[A-Z\d]{2}\d/iy,
    isValid: by('PT', 'cc'),
    needs: identityWords,
  },
  {
    country: 'IE',
    name: 'personal public service number',
    pattern: /\d{7}[A-W][A-IW]?/iy,
    isValid: by('IE', 'pps'),
    needs: 'shape',
  },
  {
    country: 'CA',
    name: 'social insurance number',
    pattern: /\d{3}[ -]\d{3}[ -]\d{3}/y,
    isValid: by('CA', 'sin'),
    needs: /\b(?:sin|social insurance|nas)\b/i,
  },
  {
    country: 'BR',
    name: 'CPF',
    pattern: /\d{3}\.\d{3}\.\d{3}-\d{2}/y,
    isValid: by('BR', 'cpf'),
    needs: 'shape',
  },
  { country: 'AR', name: 'CUIT', pattern: /\d{2}-\d{8}-\d/y, isValid: by('AR', 'cuit'), needs: 'shape' },
  {
    country: 'CL',
    name: 'RUT',
    pattern: /\d{1,2}\.\d{3}\.\d{3}-[\dK]/iy,
    // The check of the package does not know the points with which the number is written.
    isValid: (value) => by('CL', 'rut')(value.replaceAll('.', '')),
    needs: 'shape',
  },
  {
    country: 'MX',
    name: 'CURP',
    pattern: /[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d/iy,
    isValid: by('MX', 'curp'),
    needs: 'shape',
  },
  {
    country: 'IN',
    name: 'Aadhaar',
    pattern: /[2-9]\d{3} \d{4} \d{4}/y,
    isValid: by('IN', 'aadhaar'),
    needs: 'shape',
  },
  {
    country: 'IN',
    name: 'Aadhaar, digits alone',
    pattern: /[2-9]\d{11}/y,
    isValid: by('IN', 'aadhaar'),
    needs: /\b(?:aadhaar|uidai)\b/i,
  },
  {
    country: 'IN',
    name: 'permanent account number',
    pattern: /[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]/y,
    isValid: by('IN', 'pan'),
    needs: 'shape',
    confidence: 'likely',
  },
  {
    country: 'CN',
    name: 'resident identity number',
    pattern: /\d{6}(?:19|20)\d{9}[\dX]/iy,
    isValid: by('CN', 'ric'),
    needs: 'shape',
  },
  {
    country: 'KR',
    name: 'resident registration number',
    pattern: /\d{6}-[1-4]\d{6}/y,
    isValid: by('KR', 'rrn'),
    needs: 'shape',
  },
  {
    country: 'ZA',
    name: 'identity number',
    pattern: /\d{6} ?\d{4} ?[01]\d{2}/y,
    isValid: by('ZA', 'idnr'),
    needs: 'shape',
  },
  {
    country: 'AU',
    name: 'tax file number',
    pattern: /\d{3} ?\d{3} ?\d{3}/y,
    isValid: by('AU', 'tfn'),
    needs: /\b(?:tfn|tax file)\b/i,
  },
];

import { gitleaksRules, isPlaceholder, modelVendorRules } from '#labels';
import type { Canary } from './canary.fixture.ts';
import { digitsFrom, randomFrom } from './random.fixture.ts';
import { textOfPattern } from './text-of-pattern.fixture.ts';

const triesMax = 2000;

/** One key of every kind that a rule knows. */
function keys(rules: string, kind: string, random: () => number): Canary[] {
  return rules
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', , entropy = '0', written = ''] = line.split('\t');
      const isInsensitive = written.startsWith('(?i)');
      const pattern = new RegExp(isInsensitive ? written.slice(4) : written, isInsensitive ? 'i' : '');
      for (let tries = 0; tries < triesMax; tries++) {
        const text = textOfPattern(pattern.source, random).trim();
        const match = pattern.exec(`${text} `);
        const value = match?.slice(1).find((group) => group !== undefined && group.length > 8) ?? match?.[0];
        // A value as dull as a placeholder is one for the rule too.
        if (value === undefined || isPlaceholder(value) || entropyOf(value) < Number(entropy)) continue;
        return { kind, name, label: 'secret' as const, text };
      }
      throw new Error(`${name}: no key was found for ${written}`);
    });
}

function entropyOf(value: string): number {
  const signs = [...new Set(value)].map((sign) => value.split(sign).length - 1);
  return signs.reduce((bits, count) => bits - (count / value.length) * Math.log2(count / value.length), 0);
}

const schemes = [
  'postgres', 'mysql', 'mongodb+srv', 'redis', 'amqp', 'ftp', 'https', 'mssql', 'clickhouse', 'smtp',
]; // prettier-ignore

const said: readonly (readonly [string, string])[] = [
  ['the password is ', 'hunter22x'], ['password: ', 'Tr0ub4dor&3'], ['PASSWORD=', 'sw0rdf1sh!'], ['pwd: "', 'ge7he1m99'],
  ['Das Passwort lautet ', 'Sommer2024'], ['mot de passe: ', 'b0njour!x'], ['contraseña: ', 'h0la_mundo9'],
  ['db_password = "', 'correct-horse-9'], ['Kennwort: ', 'Winter#2025'], ['passphrase: ', 'blau9Fisch'],
  ['client_secret=', 'q8Zr1Lm0Xv7T'], ['api_key: ', 'v9Kx2Lm4Qp8R'], ['Authorization: Bearer ', 'q1w2e3r4t5y6u7i8o9p0'],
  ['Authorization: Basic ', 'YWRhOmxvdmVsYWNlMTIz'], ['access_token="', 'n7Bv3Cx9Zl1K'],
]; // prettier-ignore

const privateKeys = [
  'RSA PRIVATE KEY', 'EC PRIVATE KEY', 'DSA PRIVATE KEY', 'OPENSSH PRIVATE KEY', 'PRIVATE KEY', 'ENCRYPTED PRIVATE KEY',
  'PGP PRIVATE KEY BLOCK',
]; // prettier-ignore

export function secretValues(seed = 4_711): readonly Canary[] {
  const random = randomFrom(seed);
  const password = (): string => `pW${digitsFrom(random, 5)}x`;
  const secret = (kind: string, name: string, text: string, before = ''): Canary => ({
    kind,
    name,
    label: 'secret',
    text,
    before,
  });
  return [
    ...keys(gitleaksRules, 'key by a rule of gitleaks', random),
    ...keys(modelVendorRules, 'key of a model vendor', random),
    ...schemes
      .map((scheme) => secret('password in an address', scheme, password(), `${scheme}://bob:`))
      .map((one) => ({ ...one, text: `${one.text}@db.example.org/x` })),
    ...said.map(([before, text]) => secret('password that is said to be one', before.trim(), text, before)),
    ...privateKeys.map((name) =>
      secret(
        'private key',
        name,
        `-----BEGIN ${name}-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END ${name}-----`,
      ),
    ),
    secret('private key', 'age', `AGE-SECRET-KEY-1${textOfPattern('[A-Z0-9]{58}', random)}`),
  ];
}

/**
 * Texts that the detectors were not made with: other languages than the development set's, and damage as it comes from
 * scanners, keyboards and copying. Everything is made up from a seed; another seed is another set.
 */
export interface Sample {
  readonly text: string;
  /** Where the one identifier stands; absent in texts that have none. */
  readonly span: { readonly start: number; readonly end: number } | undefined;
  readonly kind: string;
  readonly damage: string;
}

type Random = () => number;

/** A small generator of numbers (mulberry32), so that a seed gives the same texts on every machine. */
function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)] as Item;
const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join('');
/** Fills `#` with digits. */
const filled = (random: Random, pattern: string): string => pattern.replaceAll('#', () => digits(random, 1));
const grouped = (text: string, size: number, sign: string): string =>
  (text.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(sign);

const names = [
  'anna',
  'j.svensson',
  'marek_nowak',
  'lucia-rossi',
  'k.oconnor',
  'zeynep.yilmaz',
  'piet',
  'maria.joao',
];
const hosts = [
  'post.example.de',
  'example.fr',
  'mail.example.co.uk',
  'ejemplo.example.es',
  'firma.example.pl',
  'example.se',
];

const phonePatterns = [
  '030 ########', '0171 2######', '089/4######', '+49 151 2#######', '+49 (0)40 3######',
  '01 4# ## ## ##', '06 ## ## ## ##', '+33 6 1# ## ## ##', '91# ### ###', '+34 6## ## ## ##',
  '06 4#######', '333 #######', '+39 333 ### ####', '06-2#######', '020 6## ####', '+31 6 2## ## ###',
  '+48 501 ### ###', '070-17# ## ##', '08-5## ### ##', '020 7946 0###', '07700 900###', '(212) 555-01##',
  '415-555-01##', '+1 (646) 555-01##', '0532 3## ## ##', '+90 532 3## ## ##', '+351 91# ### ###', '+420 60# ### ###',
]; // prettier-ignore

const ibanShapes = [
  ['DE', 18], ['FR', 23], ['ES', 20], ['IT', 0], ['NL', 0], ['PL', 24], ['AT', 16], ['BE', 12], ['CH', 17],
  ['SE', 20], ['PT', 21], ['DK', 14], ['FI', 14], ['CZ', 20], ['HU', 24],
] as const; // prettier-ignore

function iban(random: Random): string {
  const [country, length] = pick(random, ibanShapes);
  const account =
    country === 'IT'
      ? `X${digits(random, 22)}`
      : country === 'NL'
        ? `INGB${digits(random, 10)}`
        : digits(random, length);
  let remainder = 0;
  for (const character of `${account}${country}00`) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  const whole = `${country}${String(98 - remainder).padStart(2, '0')}${account}`;
  return random() < 0.7 ? grouped(whole, 4, ' ') : whole;
}

function card(random: Random): string {
  const [prefix, length] = pick(random, [['4', 16], ['51', 16], ['55', 16], ['2221', 16], ['6011', 16], ['37', 15], ['3528', 16]] as const); // prettier-ignore
  const body = prefix + digits(random, length - prefix.length - 1);
  let sum = 0;
  for (let at = 0; at < body.length; at++) {
    const digit = Number(body[body.length - 1 - at]);
    const doubled = at % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  const whole = `${body}${(10 - (sum % 10)) % 10}`;
  return pick(random, [whole, grouped(whole, 4, ' '), grouped(whole, 4, '-')]);
}

function nationalId(random: Random): string {
  const kind = Math.floor(random() * 5);
  if (kind === 0) return filled(random, '5##-4#-1###');
  if (kind === 1) {
    const base = `8${digits(random, 1)}0${1 + Math.floor(random() * 9)}1${digits(random, 6)}`.slice(0, 10);
    const sum = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3].reduce(
      (total, weight, at) => total + weight * Number(base[at]),
      0,
    );
    return `PESEL ${base}${(10 - (sum % 10)) % 10}`;
  }
  if (kind === 2) {
    const number = digits(random, 8);
    return `${number}${'TRWAGMYFPDXBNJZSQVHLCKE'[Number(number) % 23]}`;
  }
  if (kind === 3) {
    const base = digits(random, 9);
    const check = (text: string, from: number): number => {
      const sum = Array.from(text).reduce((total, digit, at) => total + Number(digit) * (from - at), 0);
      return ((sum * 10) % 11) % 10;
    };
    const first = check(base, 10);
    const whole = `${base}${first}${check(`${base}${first}`, 11)}`;
    return `${whole.slice(0, 3)}.${whole.slice(3, 6)}.${whole.slice(6, 9)}-${whole.slice(9)}`;
  }
  const base = `2${digits(random, 1)}0${1 + Math.floor(random() * 9)}1${digits(random, 1)}`;
  const sum = (text: string): number =>
    Array.from(text).reduce((total, digit, at) => {
      const doubled = at % 2 === 0 ? Number(digit) * 2 : Number(digit);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  const serial = digits(random, 3);
  return `${base}-${serial}${(10 - (sum(`${base}${serial}`) % 10)) % 10}`;
}

/** What makes a value of each kind. */
const values: Readonly<Record<string, (random: Random) => string>> = {
  email: (random) =>
    `${pick(random, names)}${random() < 0.3 ? digits(random, 2) : ''}@${pick(random, hosts)}`,
  phone: (random) => filled(random, pick(random, phonePatterns)),
  'payment-card': card,
  iban,
  'national-id': nationalId,
  'ip-address': (random) =>
    filled(
      random,
      pick(random, ['203.0.113.#', '198.51.100.2#', '10.1#.2#.1#', '2001:db8:#a::#f', 'fe80::1##']),
    ),
};

/** Sentences with a place for the value; in the first of each pair the kind is said, in the second it is not. */
const sentences: Readonly<Record<string, readonly string[]>> = {
  email: ['Schreiben Sie bitte an {} bis Freitag.', 'Kontakt: {}', 'Écrivez-moi à {}, merci.', 'Mi correo es {} .', '送信先：{}。', 'Пишите на {} до пятницы', 'E-posta: {}'],
  phone: ['Rufen Sie mich unter {} an.', 'Tel.: {}', 'Téléphone : {}', 'Mi teléfono es {}.', 'Ring mig på {} i morgon', 'Zadzwoń: {} po 18', 'Cep: {}', 'Ihr erreicht uns abends: {} (Anna)', 'Anna Berg, Lindenweg 4, {}', 'Telefoon {} of mail', 'Il mio numero: {}'],
  'payment-card': ['Meine Kreditkarte ist {} und läuft ab.', 'Carte : {}', 'Número de tarjeta {}', 'Bitte von {} abbuchen', 'Karta {} wygasła', '{} stimmt nicht mehr'],
  iban: ['Bitte überweisen an {} bis Montag', 'IBAN : {}', 'Mi cuenta es {}.', 'Konto {}', 'Rekening {} graag', '{} (Sparkasse)'],
  'national-id': ['Meine Nummer ist {}.', 'DNI / ID: {}', 'numer {} w aktach', 'O CPF ou documento é {}', 'personnummer {}', 'SSN {} on file'],
  'ip-address': ['Zugriff von {} um 10:15', 'adresse {} bloquée', 'desde {} otra vez', 'logg: {} 404'],
}; // prettier-ignore

/** Texts with numbers that are nobody's. */
const innocent = [
  'Rechnung ########## vom 17.05.2024 über 1.2##,50 EUR', 'Version 1.2.#.4 build 20240517', 'Bestellnummer 45########',
  'ISBN 978-3-16-1484##-0', 'Die Summe ist 12 3## 4## und nicht 12 3## 5##', 'Temperaturen: 12 14 1# 18 2# 21 19',
  '52.5200# N, 13.4050# E', '2024-05-17T10:15:3#Z und 1715940####', 'Tabelle: 2019 2020 2021 2022 2023 20##',
  'Seite 12-1#, Absatz 3.4.#', 'commit 7f6e2b1c9d8a7f6e5d4c3b2a19####', 'Los números 4 8 15 16 23 4#', 'Prix : 1 2## 000 euros',
  'Zeile 10##: Fehler 0x7fff5fbf####', 'Sendung 00340434161094####', 'port 80## ist belegt', '10:30-11:4# Uhr, Raum 2.1##',
  'w 2023 roku 38 1## 000 osób', 'Artikelnr. 4006381####', 'Uhr @ Mittag, a@b und so', 'zwischen 100 000 und 2## 000',
]; // prettier-ignore

/** What happens to a value on its way. */
const damages: Readonly<Record<string, (value: string, random: Random) => string>> = {
  none: (value) => value,
  'full-width': (value) =>
    value.replaceAll(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
  'odd spaces': (value, random) =>
    value.replaceAll(' ', () => pick(random, ['\u00A0', '\u2009', '\u202F', ' '])),
  'odd dashes': (value, random) => value.replaceAll('-', () => pick(random, ['–', '‑', '−', '—'])),
  invisible: (value, random) => value.replaceAll(/(?<=\w)(?=\w)/g, () => (random() < 0.2 ? '\u200B' : '')),
  'other digits': (value) => value.replaceAll(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit))),
  scanned: (value, random) =>
    value.replaceAll(/[015]/g, (digit) =>
      random() < 0.3 ? (digit === '0' ? 'O' : digit === '1' ? 'l' : 'S') : digit,
    ),
  spaced: (value) => (/[@:]/.test(value) ? value : value.replaceAll(/(?<=\w)(?=\w)/g, ' ')),
};

export function heldOut(seed: number, perKind: number): Sample[] {
  const random = randomFrom(seed);
  const samples: Sample[] = [];
  for (const [damage, damaged] of Object.entries(damages)) {
    for (const [kind, make] of Object.entries(values)) {
      for (let count = 0; count < perKind; count++) {
        const whole = make(random);
        // A word in front of a number says what it is and is no part of it.
        const [, word = '', value = ''] = /^(PESEL )?(.*)$/u.exec(whole) ?? [];
        const shown = damaged(value, random);
        const [before = '', after = ''] = pick(random, sentences[kind] ?? []).split('{}');
        const start = before.length + word.length;
        const text = `${before}${word}${shown}${after}`;
        samples.push({ text, span: { start, end: start + shown.length }, kind, damage });
      }
    }
  }
  for (let count = 0; count < perKind * 10; count++) {
    samples.push({
      text: filled(random, pick(random, innocent)),
      span: undefined,
      kind: 'none',
      damage: 'none',
    });
  }
  return samples;
}

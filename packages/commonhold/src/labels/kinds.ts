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

/** A value that is planted, and what the record must say of it. */
export interface Canary {
  /** What readers of the table know it by. */
  readonly kind: string;
  readonly name: string;
  readonly label: 'personal' | 'secret' | 'confidential' | 'code' | 'our-projects';
  /** Words that belong before it, without which it says nothing. */
  readonly before?: string;
  /** What may arrive nowhere. */
  readonly text: string;
}

/** As it stands in a text. */
export function writtenCanary({ before = '', text }: Canary): string {
  return before + text;
}

import type { Text } from '../../text/text.ts';
import type { CallableModel } from '../../api/callable-models.ts';

type Candidate = CallableModel['candidates'][number];

/** Where an attempt runs, in a few words. */
export function whereText(text: Text, { local, provider }: Pick<Candidate, 'local' | 'provider'>): string {
  const { where } = text.ask;
  switch (local) {
    case 'verified':
      return where.verified;
    case 'declared':
      return where.declared(provider);
    case 'no':
      return where.no(provider);
  }
}

/** Where words would go, before they are sent: the first destination, and which follow if it fails. */
export function beforeText(text: Text, { candidates }: CallableModel): string {
  const [first, ...others] = candidates;
  if (first === undefined) return '';
  const then =
    others.length === 0 ? '' : text.ask.where.afterwards(others.map((other) => whereText(text, other)));
  return `${firstText(text, first)}${then}`;
}

function firstText(text: Text, { local, provider }: Candidate): string {
  const { where } = text.ask;
  switch (local) {
    case 'verified':
      return where.beforeVerified;
    case 'declared':
      return where.beforeDeclared(provider);
    case 'no':
      return where.beforeNo(provider);
  }
}

import { answerOf, api } from '../../api/client.ts';

/** What the form has been filled with. */
export interface EraseChoice {
  readonly kind: 'call' | 'person' | 'before';
  readonly call: string;
  readonly later: boolean;
  readonly person: string;
  readonly project: string;
  /** A day, as a date field has it. */
  readonly before: string;
  readonly extent: 'bodies' | 'everything';
  readonly reason: 'request' | 'consent' | 'law' | 'mistake' | 'other';
}

export const noChoice: EraseChoice = {
  kind: 'call',
  call: '',
  later: true,
  person: '',
  project: '',
  before: '',
  extent: 'everything',
  reason: 'request',
};

/** What the node is asked to erase; undefined while something is missing. */
export function scopeOf({ kind, extent, ...choice }: EraseChoice) {
  const [call, person, project] = [choice.call, choice.person, choice.project].map((text) => text.trim());
  switch (kind) {
    case 'call':
      return call === '' ? undefined : { call, onlyThis: !choice.later, extent };
    case 'person':
      return person === '' ? undefined : { person, ...(project === '' ? {} : { project }), extent };
    case 'before':
      return choice.before === '' ? undefined : { before: choice.before, extent };
  }
}

export type EraseScope = NonNullable<ReturnType<typeof scopeOf>>;

/** What an erasure would do now, as the node says. */
export async function previewOf(scope: EraseScope) {
  return (await answerOf(api.erasure.preview.$post({ json: scope }))).preview;
}

export type Preview = Awaited<ReturnType<typeof previewOf>>;

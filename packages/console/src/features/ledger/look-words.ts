import type { AccessView } from 'commonhold/api';
import { numberText } from '../../components/written.ts';
import type { Text } from '../../text/text.ts';

/** Who did what, up to the call that it was done to. */
export function lookSentence(
  { action, fields, who, statement }: AccessView,
  text: Text['ledger']['looks'],
): string {
  const name = who?.name ?? text.somebody;
  switch (action) {
    case 'open-body':
      if (statement?.agreed === true) return text.agreed(name);
      return fields.length === 0
        ? text.openedNothing(name)
        : text.opened(
            name,
            inOrder.filter((field) => fields.includes(field)).map((field) => text.fields[field]),
          );
    case 'search-bodies': {
      const calls = statement?.search?.calls;
      return text.searched(name, calls === undefined ? undefined : numberText(calls));
    }
    case 'export':
      return text.exported(name);
  }
}

const inOrder = ['request', 'sent', 'received'] as const;

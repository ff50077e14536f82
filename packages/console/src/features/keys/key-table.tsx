import { Table } from '@mantine/core';
import { dayText, timeText } from '../../components/written.ts';
import { type Text, useText } from '../../text/text.ts';
import { RevokeKey } from './revoke-key.tsx';
import { RotateKey } from './rotate-key.tsx';

export interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly kind: 'person' | 'app' | 'agent';
  readonly role: 'owner' | 'member' | 'auditor';
  readonly project: string;
  readonly labels: readonly string[];
  readonly created: string;
  readonly revoked?: string | undefined;
  readonly expires?: string | undefined;
  readonly expired: boolean;
  readonly scope: {
    readonly models?: readonly string[] | undefined;
    readonly wires?: readonly string[] | undefined;
    readonly operations?: readonly string[] | undefined;
  };
  readonly limits: {
    readonly requestsPerMinute?: number | undefined;
    readonly tokensPerMinute?: number | undefined;
    readonly concurrentCalls?: number | undefined;
    readonly budgets: readonly string[];
  };
}

export function KeyTable({ keys }: { readonly keys: readonly KeyRow[] }) {
  const text = useText().keys;
  const words = text.table;
  return (
    <Table.ScrollContainer minWidth={640} type="native" tabIndex={0} aria-label={words.caption}>
      <Table verticalSpacing="xs">
        <Table.Caption className="visually-hidden">{words.caption}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {[
              words.name,
              words.kind,
              words.role,
              words.project,
              words.labels,
              words.scope,
              words.limits,
              words.created,
              words.state,
            ].map((name) => (
              <Table.Th key={name} scope="col">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((key) => (
            <Table.Tr key={key.id}>
              <Table.Th scope="row">{key.name}</Table.Th>
              <Table.Td>{text.kinds[key.kind]}</Table.Td>
              <Table.Td>{text.roles[key.role]}</Table.Td>
              <Table.Td>{key.project}</Table.Td>
              <Table.Td>{key.labels.join(', ')}</Table.Td>
              <Table.Td>{scopeOf(key)}</Table.Td>
              <Table.Td>{limitsOf(key, words)}</Table.Td>
              <Table.Td>{dayText(key.created)}</Table.Td>
              <Table.Td>
                {key.revoked === undefined ? (
                  <>
                    {stateOf(key, text)}. {!key.expired && <RotateKey id={key.id} name={key.name} />}{' '}
                    <RevokeKey id={key.id} name={key.name} />
                  </>
                ) : (
                  text.revokedOn(dayText(key.revoked))
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function scopeOf({ scope: { models = [], wires = [], operations = [] } }: KeyRow): string {
  return [...models, ...wires, ...operations].join(', ');
}

function limitsOf({ limits }: KeyRow, words: Text['keys']['table']): string {
  const { requestsPerMinute, tokensPerMinute, concurrentCalls, budgets } = limits;
  return [
    ...(requestsPerMinute === undefined ? [] : [words.requests(requestsPerMinute)]),
    ...(tokensPerMinute === undefined ? [] : [words.tokens(tokensPerMinute)]),
    ...(concurrentCalls === undefined ? [] : [words.concurrent(concurrentCalls)]),
    ...budgets,
  ].join(', ');
}

function stateOf({ expires, expired }: KeyRow, text: Text['keys']): string {
  if (expires === undefined) return text.inForce;
  return expired ? text.expiredOn(timeText(expires)) : text.inForceUntil(timeText(expires));
}

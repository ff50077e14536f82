import { Table } from '@mantine/core';
import { dayText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { RevokeKey } from './revoke-key.tsx';

export interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly kind: 'person' | 'app' | 'agent';
  readonly role: 'owner' | 'member' | 'auditor';
  readonly project: string;
  readonly labels: readonly string[];
  readonly created: string;
  readonly revoked?: string | undefined;
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
              <Table.Td>{dayText(key.created)}</Table.Td>
              <Table.Td>
                {key.revoked === undefined ? (
                  <>
                    {text.inForce}. <RevokeKey id={key.id} name={key.name} />
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

import { Table } from '@mantine/core';
import type { CallView } from 'commonhold/api';
import { useEffect } from 'react';
import { Link, useSearch } from 'wouter';
import { useSession } from '../../api/session.ts';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { useCall, useOpeningBoth } from './asked-of-the-node.ts';
import { fromHere, useBeginning } from './beginning.ts';
import { Closed } from './closed.tsx';
import { readCompareAddress } from './compare-address.ts';
import { compareFacts } from './compare-facts.ts';
import { ComparedTexts } from './compared-texts.tsx';
import classes from './document.module.css';
import { listAddress } from './list-address.ts';
import { Shown } from '../../components/shown.tsx';

/** Two calls side by side: their facts, and their texts once both are opened. */
export function ComparePage() {
  const words = useText();
  const text = words.calls.compare;
  const { left, right } = readCompareAddress(useSearch());
  const [one, two] = [useCall(left), useCall(right)];
  useEffect(() => {
    document.title = `${text.title} – ${words.name}`;
  }, [text.title, words.name]);
  useBeginning();
  const picked = [left, right].filter((id) => id !== '');
  const choose = <Link href={listAddress({}, { type: 'latest' }, picked)}>{text.choose}</Link>;
  return (
    <Page name="calls" title={text.title} lead={text.lead}>
      <p>
        {picked.length < 2 && text.missing} {choose}
      </p>
      {picked.length === 2 && (one.isPending || two.isPending) && <Waiting />}
      {[one, two].map(
        (call, index) =>
          call.isError && (
            // oxlint-disable-next-line react/no-array-index-key
            <Problem key={index} error={call.error} again={() => void call.refetch()} />
          ),
      )}
      {one.data && two.data && <Compared left={one.data} right={two.data} />}
    </Page>
  );
}

function Compared({ left, right }: { readonly left: CallView; readonly right: CallView }) {
  const words = useText();
  const text = words.calls.compare;
  const name = useSession().data?.name ?? '';
  const opening = useOpeningBoth();
  const facts = compareFacts(left, right, words.calls);
  const differing = facts.filter(({ isSame }) => !isSame).length;
  return (
    <>
      <p>{text.summary(differing, facts.length)}</p>
      <Table.ScrollContainer minWidth={560} type="native" tabIndex={0} aria-label={text.title}>
        <Table className={classes.compared} verticalSpacing={5} horizontalSpacing={0}>
          <Table.Caption className="visually-hidden">{text.title}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{text.fact}</Table.Th>
              {[
                { call: left, title: text.left },
                { call: right, title: text.right },
              ].map(({ call, title }) => (
                <Table.Th key={title} scope="col">
                  {title}:{' '}
                  <Link href={`/calls/${call.id}`} state={fromHere}>
                    {timeText(call.time)}
                  </Link>
                </Table.Th>
              ))}
              <Table.Th scope="col">{text.verdict}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {facts.map((fact) => (
              <Table.Tr key={fact.name} data-same={fact.isSame}>
                <Table.Th scope="row">{fact.name}</Table.Th>
                <Table.Td>
                  <Shown text={fact.left ?? text.absent} />
                </Table.Td>
                <Table.Td>
                  <Shown text={fact.right ?? text.absent} />
                </Table.Td>
                <Table.Td>{fact.isSame ? text.same : text.differs}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <h2>{text.texts}</h2>
      {left.erased !== undefined || right.erased !== undefined ? (
        <p>{words.erasing.call.compare}</p>
      ) : opening.data ? (
        <ComparedTexts
          left={{ call: left, bodies: opening.data.left }}
          right={{ call: right, bodies: opening.data.right }}
        />
      ) : (
        <Closed
          callers={[left.principal.id, right.principal.id]}
          text={text.closed(name)}
          button={text.openAs(name)}
          isPending={opening.isPending}
          onOpen={(reason) => opening.mutate({ left: left.id, right: right.id, reason })}
        />
      )}
      {opening.isError && <Problem error={opening.error} />}
    </>
  );
}

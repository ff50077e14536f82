import type { FlowView } from 'commonhold/api';
import { useState } from 'react';
import { Link } from 'wouter';
import figures from '../../components/figures.module.css';
import { bytesText, numberText } from '../../components/written.ts';
import { type Text, useText } from '../../text/text.ts';
import { callsAddress } from './calls-address.ts';
import { placeNote, whatText, whereText, whoText } from './flow-words.ts';
import type { Period } from '../../components/period/period.ts';

interface FlowTableProps {
  readonly flows: readonly FlowView[];
  readonly period: Period;
}

/** As many as one looks through; the rest is asked for. */
const rowsFirst = 25;

/** Every flow in words: what the drawing shows, and what it cannot show. */
export function FlowTable({ flows, period }: FlowTableProps) {
  const all = useText().where;
  const text = all.table;
  const [areAllShown, showAll] = useState(false);
  const shown = areAllShown ? flows : flows.slice(0, rowsFirst);
  return (
    <section>
      <h2>{text.title}</h2>
      <table className={figures.figures}>
        <caption className="visually-hidden">{text.caption}</caption>
        <thead>
          <tr>
            {[text.who, text.what, text.where].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            {[text.sendings, text.calls, text.sent, text.received].map((name) => (
              <th key={name} scope="col" className={figures.number}>
                {name}
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">{text.open}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((flow) => (
            <Row key={keyOf(flow)} flow={flow} period={period} text={all} />
          ))}
        </tbody>
      </table>
      {shown.length < flows.length && (
        <p>
          <button type="button" className="as-link" onClick={() => showAll(true)}>
            {text.more(flows.length - shown.length)}
          </button>
        </p>
      )}
      <p className="soft">{text.note}</p>
    </section>
  );
}

function keyOf({ principal, labels, destination, refused }: FlowView): string {
  return JSON.stringify([principal?.id, labels, destination, refused]);
}

interface RowProps {
  readonly flow: FlowView;
  readonly period: Period;
  readonly text: Text['where'];
}

function Row({ flow, period, text }: RowProps) {
  const { table } = text;
  const [who, what, place] = [whoText(flow, text), whatText(flow, text), whereText(flow, text)];
  const isSent = flow.destination !== undefined;
  return (
    <tr>
      <th scope="row">
        {who}
        {flow.principal && 'kind' in flow.principal && (
          <span className={figures.note}>{text.kinds[flow.principal.kind]}</span>
        )}
      </th>
      <td data-name={table.what} className={figures.wide}>
        {what}
      </td>
      <td data-name={table.where} className={figures.wide}>
        {place}
        {flow.destination && <span className={figures.note}>{placeNote(flow.destination, text)}</span>}
      </td>
      <td data-name={table.sendings} className={figures.number}>
        {isSent ? numberText(flow.attempts) : table.none}
      </td>
      <td data-name={table.calls} className={figures.number}>
        {numberText(flow.calls)}
      </td>
      <td data-name={table.sent} className={figures.number}>
        {isSent ? sizeText(flow.sentBytes, flow.sized, flow.attempts, table) : table.none}
      </td>
      <td data-name={table.received} className={figures.number}>
        {isSent && flow.answered > 0 ? bytesText(flow.receivedBytes) : table.none}
      </td>
      <td className={figures.open}>
        <Link
          href={callsAddress(flow, period, ['who', 'what', 'where'])}
          aria-label={table.openName(who, what, place)}
        >
          {table.open}
        </Link>
      </td>
    </tr>
  );
}

function sizeText(bytes: number, sized: number, sendings: number, text: Text['where']['table']): string {
  if (sized === 0) return text.unknown;
  return sized < sendings ? text.atLeast(bytesText(bytes)) : bytesText(bytes);
}

import { Checkbox, Table } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { CallSummaryView } from 'commonhold/api';
import { Link } from 'wouter';
import { navigate } from 'wouter/use-browser-location';
import { useText } from '../../text/text.ts';
import { isPickedFull } from './list-address.ts';
import { openMark, pickMark } from './list-keys.ts';
import classes from './list.module.css';
import { type RowWords, rowWords } from './row-words.ts';
import { Shown } from '../../components/shown.tsx';

interface CallRowsProps {
  readonly calls: readonly CallSummaryView[];
  readonly picked: readonly string[];
  readonly onPick: (id: string, isIn: boolean) => void;
}

/** A table where there is room for one, and short paragraphs where there is not. */
export function CallRows(props: CallRowsProps) {
  const isNarrow = useMediaQuery('(max-width: 75rem)', false, { getInitialValueInEffect: false });
  return isNarrow ? <Paragraphs {...props} /> : <Register {...props} />;
}

function Register({ calls, picked, onPick }: CallRowsProps) {
  const all = useText();
  const text = all.calls;
  const { columns } = text.list;
  return (
    <Table className={classes.register} verticalSpacing={6} horizontalSpacing={0}>
      <Table.Caption className="visually-hidden">{text.list.table}</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{columns.time}</Table.Th>
          <Table.Th scope="col">{columns.who}</Table.Th>
          <Table.Th scope="col">{columns.model}</Table.Th>
          <Table.Th scope="col">{columns.where}</Table.Th>
          <Table.Th scope="col">{columns.status}</Table.Th>
          <Table.Th scope="col" className={classes.number}>
            {columns.tokens}
          </Table.Th>
          <Table.Th scope="col" className={classes.number}>
            {columns.cost}
          </Table.Th>
          <Table.Th scope="col" className={classes.number}>
            {columns.took}
          </Table.Th>
          <Table.Th scope="col" className={classes.pick}>
            {columns.pick}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {calls.map((call) => {
          const words = rowWords(call, all);
          return (
            <Table.Tr key={call.id} data-status={call.status}>
              <Table.Th scope="row">
                <Opener call={call} words={words} />
              </Table.Th>
              <Table.Td>
                <Shown text={words.who} />
              </Table.Td>
              <Table.Td>
                <Shown text={words.model} />
              </Table.Td>
              <Table.Td>
                <Shown text={words.where} />
              </Table.Td>
              <Table.Td className={words.isTrouble ? classes.trouble : ''}>{words.status}</Table.Td>
              <Table.Td className={classes.number}>{words.tokens}</Table.Td>
              <Table.Td className={classes.number}>{words.cost}</Table.Td>
              <Table.Td className={classes.number}>{words.took}</Table.Td>
              <Table.Td className={classes.pick}>
                <Picker call={call} words={words} picked={picked} onPick={onPick} />
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

function Paragraphs({ calls, picked, onPick }: CallRowsProps) {
  const all = useText();
  const text = all.calls;
  return (
    <ol className={classes.paragraphs} aria-label={text.list.table}>
      {calls.map((call) => {
        const words = rowWords(call, all);
        const rest = [
          words.where,
          words.tokens && text.list.tokensInWords(words.tokens),
          words.cost && text.list.costInWords(words.cost),
          words.took,
        ];
        return (
          <li key={call.id}>
            <p>
              <Opener call={call} words={words} />{' '}
              <Shown text={text.list.asAsentence(words.who, words.model)} />{' '}
              <span className={words.isTrouble ? classes.trouble : ''}>{words.status}</span>
              {rest
                .filter((part) => part !== '')
                .map((part) => (
                  <span key={part}>
                    ; <Shown text={part} />
                  </span>
                ))}
              .
            </p>
            <Picker
              call={call}
              words={words}
              picked={picked}
              onPick={onPick}
              label={text.list.columns.pick}
            />
          </li>
        );
      })}
    </ol>
  );
}

/** Opens the call, remembers in this entry of the history which one, and tells the call the way back. */
function Opener({ call, words }: { readonly call: CallSummaryView; readonly words: RowWords }) {
  const text = useText().calls.list;
  const list = location.pathname + location.search;
  return (
    <Link
      href={`/calls/${call.id}`}
      state={{ list }}
      aria-label={text.open(words.time, words.who, words.modelSpoken)}
      onClick={(event) => {
        // A new tab leaves this page as it is.
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        navigate(list, { replace: true, state: { opened: call.id } });
      }}
      {...{ [openMark]: call.id }}
    >
      {words.time}
    </Link>
  );
}

interface PickerProps {
  readonly call: CallSummaryView;
  readonly words: RowWords;
  readonly picked: readonly string[];
  readonly onPick: (id: string, isIn: boolean) => void;
  readonly label?: string;
}

function Picker({ call, words, picked, onPick, label }: PickerProps) {
  const text = useText().calls.list;
  const isIn = picked.includes(call.id);
  return (
    <Checkbox
      size="xs"
      label={label}
      aria-label={text.pick(words.time, words.who)}
      checked={isIn}
      disabled={!isIn && isPickedFull(picked)}
      onChange={(event) => onPick(call.id, event.currentTarget.checked)}
      {...{ [pickMark]: call.id }}
    />
  );
}

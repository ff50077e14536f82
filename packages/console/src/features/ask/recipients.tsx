import { Select } from '@mantine/core';
import { useText } from '../../text/text.ts';
import classes from './ask.module.css';
import { addColumn, columnsMax, removeColumn, setModel, type Talk } from './columns.ts';
import type { CallableModel } from '../../api/callable-models.ts';
import type { Session } from './session.ts';
import { beforeText, whereText } from './where-text.ts';

interface RecipientsProps {
  readonly session: Session;
  readonly talk: Talk;
  readonly models: readonly CallableModel[];
}

/** Who is asked, a line each: the model, and in words where the question would go. */
export function Recipients({ session, talk, models }: RecipientsProps) {
  const text = useText().ask.composer;
  const unused = models.find(({ name }) => !talk.models.includes(name)) ?? models[0];
  return (
    <div className={classes.recipients}>
      {talk.models.map((name, column) => (
        // A column has no other name than its place: two may ask the same model.
        // oxlint-disable-next-line react/no-array-index-key
        <Recipient key={column} session={session} talk={talk} models={models} column={column} name={name} />
      ))}
      {talk.models.length < columnsMax && unused && (
        <button
          type="button"
          className="as-link"
          onClick={() => session.edit((now) => addColumn(now, unused.name))}
        >
          {text.addModel}
        </button>
      )}
    </div>
  );
}

interface RecipientProps extends RecipientsProps {
  readonly column: number;
  readonly name: string;
}

function Recipient({ session, talk, models, column, name }: RecipientProps) {
  const words = useText();
  const text = words.ask.composer;
  const model = models.find((one) => one.name === name);
  const several = talk.models.length > 1;
  const wheres = new Map(
    models.map(({ name: one, candidates: [first] }) => [one, first ? whereText(words, first) : '']),
  );
  return (
    <div className={classes.recipient}>
      <Select
        aria-label={several ? text.modelNumber(column + 1) : text.model}
        placeholder={text.chooseModel}
        nothingFoundMessage={text.nothingFound}
        data={models.map((one) => one.name)}
        value={model?.name ?? null}
        onChange={(chosen) => chosen !== null && session.edit((now) => setModel(now, column, chosen))}
        renderOption={({ option }) => (
          <span>
            {option.value} <span className="soft">{wheres.get(option.value)}</span>
          </span>
        )}
        searchable
        allowDeselect={false}
        size="sm"
      />
      <span className={classes.where} data-rented={model?.candidates.some(({ local }) => local === 'no')}>
        {model ? beforeText(words, model) : words.ask.otherModel(name)}{' '}
        {several && (
          <button
            type="button"
            className="as-link"
            aria-label={text.removeModel(name)}
            onClick={() => session.edit((now) => removeColumn(now, column))}
          >
            {text.remove}
          </button>
        )}
      </span>
    </div>
  );
}

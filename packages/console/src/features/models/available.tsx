import { Checkbox, Select, TextInput } from '@mantine/core';
import type { CatalogModelView, OwnerModelsView } from 'commonhold/api';
import { useSearchParams } from 'wouter';
import { useText } from '../../text/text.ts';
import { type CatalogChoice, chosen, everything, readChoice, writeChoice } from './catalog-choice.ts';
import { CatalogModel } from './catalog-model.tsx';
import classes from './models.module.css';

interface AvailableProps {
  readonly view: OwnerModelsView;
  readonly onFetch: (row: CatalogModelView) => void;
}

/** Open models that are not here, with a way to choose among them. */
export function Available({ view, onFetch }: AvailableProps) {
  const text = useText().models.available;
  const [address, setAddress] = useSearchParams();
  const choice = readChoice(address);
  const rows = chosen(view.catalog, choice);
  // Typing does not fill the back button's list.
  const choose = (next: CatalogChoice): void => setAddress(writeChoice(next), { replace: true });
  return (
    <section aria-labelledby="available">
      <h2 id="available">{text.title}</h2>
      {view.catalog.length === 0 ? (
        <p>{text.empty}</p>
      ) : (
        <>
          <p className="soft">{text.lead}</p>
          <Choose rows={view.catalog} choice={choice} onChange={choose} />
          <p role="status" className="soft">
            {text.count(rows.length, view.catalog.length)} {rows.length === 0 && text.nothing}
          </p>
          {rows.length === 0 && (
            <button type="button" className="as-link" onClick={() => choose(everything)}>
              {text.clear}
            </button>
          )}
          {rows.map((row) => (
            <CatalogModel
              key={row.name}
              row={row}
              pull={view.pulls.find(({ name }) => name === row.name)}
              onFetch={() => onFetch(row)}
            />
          ))}
        </>
      )}
    </section>
  );
}

interface ChooseProps {
  readonly rows: readonly CatalogModelView[];
  readonly choice: CatalogChoice;
  readonly onChange: (choice: CatalogChoice) => void;
}

function Choose({ rows, choice, onChange }: ChooseProps) {
  const text = useText().models.available;
  const change = (part: Partial<CatalogChoice>): void => onChange({ ...choice, ...part });
  // One that the address names and no row has is offered too, or the field would hide what is in force.
  const licences = new Set(rows.map(({ licence }) => licence.id));
  if (choice.licence !== undefined) licences.add(choice.licence);
  return (
    <form
      role="search"
      aria-label={text.filters}
      className={classes.choose}
      onSubmit={(event) => event.preventDefault()}
    >
      <TextInput
        type="search"
        label={text.search}
        placeholder={text.searchHelp}
        value={choice.words}
        onChange={(event) => change({ words: event.currentTarget.value })}
      />
      <Select
        label={text.licence}
        placeholder={text.any}
        data={[...licences].toSorted()}
        value={choice.licence ?? null}
        clearable
        onChange={(licence) => change({ licence: licence ?? undefined })}
      />
      <Select
        label={text.openness}
        placeholder={text.any}
        data={Object.entries(text.open).map(([value, label]) => ({ value, label }))}
        value={choice.open ?? null}
        clearable
        onChange={(open) => change({ open: (open ?? undefined) as CatalogChoice['open'] })}
      />
      <Checkbox
        label={text.fits}
        checked={choice.fitsOnly}
        onChange={(event) => change({ fitsOnly: event.currentTarget.checked })}
      />
    </form>
  );
}

import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useText } from '../../text/text.ts';
import { useCallValues } from './asked-of-the-node.ts';
import { type FilterName, type Filters, filterValues, withFilter } from './list-address.ts';
import { searchId } from './list-keys.ts';
import classes from './list.module.css';
import { fromField, toField } from './time-field.ts';

interface FilterFormProps {
  readonly filters: Filters;
  readonly onChange: (filters: Filters) => void;
}

/** The protocols that clients speak here. An address that names another one keeps it. */
const wires = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini', 'ollama'];

export function FilterForm({ filters, onChange }: FilterFormProps) {
  const text = useText().calls.list;
  const [isOpen, setIsOpen] = useState(false);
  const kept = filters.q ?? '';
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // The address may change by itself: by the back button, or when a filter is taken away.
    if (search.current) search.current.value = kept;
  }, [kept]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onChange(withFilter(filters, 'q', search.current?.value.trim()));
  };
  return (
    <>
      <form role="search" className={classes.search} onSubmit={submit}>
        <div className={classes.searchRow}>
          <TextInput
            ref={search}
            id={searchId}
            type="search"
            aria-label={text.search}
            placeholder={text.search}
            title={text.searchHelp}
            defaultValue={kept}
          />
          <Button type="submit" variant="default">
            {text.find}
          </Button>
        </div>
        <div className={classes.beside}>
          <Checkbox
            label={text.errorsOnly}
            checked={filters.errors === 'true'}
            onChange={(event) =>
              onChange(withFilter(filters, 'errors', event.currentTarget.checked ? 'true' : undefined))
            }
          />
          <button type="button" className="as-link" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? text.hideFilters : text.filters}
          </button>
        </div>
      </form>
      {isOpen && <Choices filters={filters} onChange={onChange} />}
    </>
  );
}

function Choices({ filters, onChange }: FilterFormProps) {
  const text = useText().calls;
  const { names } = text.list;
  const values = useCallValues(true).data;
  const choice = (
    name: FilterName,
    data: readonly { value: string; label: string }[],
    title = names[name],
  ) => {
    const value = filters[name] ?? null;
    const isListed = value === null || data.some((one) => one.value === value);
    return (
      <Select
        label={title}
        placeholder={text.list.any}
        data={isListed ? data : [...data, { value, label: value }]}
        value={value}
        onChange={(next) => onChange(withFilter(filters, name, next ?? undefined))}
        clearable
        searchable={data.length > 12}
        comboboxProps={{ transitionProps: { duration: 0 } }}
        clearButtonProps={{ 'aria-label': text.list.takeAwayNamed(title, value ?? '') }}
      />
    );
  };
  const plain = (all: readonly string[] | undefined) => (all ?? []).map((value) => ({ value, label: value }));
  const worded = <Value extends string>(all: readonly Value[], words: Readonly<Record<Value, string>>) =>
    all.map((value) => ({ value, label: words[value] }));
  return (
    <div className={classes.filters}>
      {choice('status', worded(filterValues.status, text.status))}
      {choice('model', plain(values?.models))}
      {choice('provider', plain(values?.providers))}
      {choice('local', worded(filterValues.local, text.local))}
      {choice('principal', values?.principals.map(({ id, name }) => ({ value: id, label: name })) ?? [])}
      {choice('label', plain(values?.labels))}
      {choice('operation', worded(filterValues.operation, text.operations))}
      {choice('wire', plain(wires))}
      {choice('origin', worded(filterValues.origin, text.origins))}
      <Moment name="from" filters={filters} onChange={onChange} />
      <Moment name="to" filters={filters} onChange={onChange} />
      {values?.isCutOff === true && <p className="soft">{text.list.valuesCutOff}</p>}
      <p className="soft">{text.list.searchHelp}</p>
    </div>
  );
}

interface MomentProps extends FilterFormProps {
  readonly name: 'from' | 'to';
}

/** Taken when the field is left or Enter is pressed: half of a date is none. */
function Moment({ name, filters, onChange }: MomentProps) {
  const text = useText().calls.list;
  const kept = toField(filters[name]);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (field.current) field.current.value = kept;
  }, [kept]);
  const take = (typed: string): void => {
    if (typed !== kept) onChange(withFilter(filters, name, fromField(typed, name)));
  };
  return (
    <TextInput
      ref={field}
      type="datetime-local"
      label={text.names[name]}
      defaultValue={kept}
      onBlur={(event) => take(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take(event.currentTarget.value);
      }}
    />
  );
}

import { timeText } from '../../components/written.ts';
import { type Text, useText } from '../../text/text.ts';
import { useCallValues } from './asked-of-the-node.ts';
import { type FilterName, type Filters, filterNames, withoutFilter } from './list-address.ts';
import classes from './list.module.css';
import { Shown } from '../../components/shown.tsx';
import { operationWords } from './story.ts';

interface FiltersInForceProps {
  readonly filters: Filters;
  readonly onChange: (filters: Filters) => void;
}

/** What keeps calls out of the list, in words, each with the way to be rid of it. */
export function FiltersInForce({ filters, onChange }: FiltersInForceProps) {
  const text = useText().calls;
  const { list } = text;
  const values = useCallValues(filters.principal !== undefined).data;
  const names = filterNames.filter((name) => filters[name] !== undefined);
  if (names.length === 0) return null;
  return (
    <div className={classes.inForce}>
      {list.inForce}{' '}
      <ul>
        {names.map((name) => {
          const value =
            name === 'principal'
              ? (values?.principals.find(({ id }) => id === filters.principal)?.name ??
                filters.principal ??
                '')
              : filterWords(name, filters, text);
          return (
            <li key={name}>
              {name === 'errors' ? list.names.errors : `${list.names[name]}: `}
              {name !== 'errors' && (
                <strong>
                  <Shown text={value} />
                </strong>
              )}{' '}
              (
              <button
                type="button"
                className="as-link"
                aria-label={list.takeAwayNamed(list.names[name], value)}
                onClick={() => onChange(withoutFilter(filters, name))}
              >
                {list.takeAway}
              </button>
              )
            </li>
          );
        })}
      </ul>
      {names.length > 1 && (
        <>
          .{' '}
          <button type="button" className="as-link" onClick={() => onChange({})}>
            {list.takeAllAway}
          </button>
        </>
      )}
    </div>
  );
}

function filterWords(name: FilterName, filters: Filters, text: Text['calls']): string {
  const value = filters[name] ?? '';
  switch (name) {
    case 'status':
      return filters.status === undefined ? '' : text.status[filters.status];
    case 'local':
      return filters.local === undefined ? '' : text.localLong[filters.local];
    case 'origin':
      return filters.origin === undefined ? '' : text.origins[filters.origin];
    case 'operation':
      return operationWords(value, text.operations);
    case 'from':
    case 'to':
      return timeText(value);
    case 'q':
    case 'model':
    case 'provider':
    case 'principal':
    case 'errors':
    case 'wire':
    case 'label':
    case 'run':
      return value;
  }
}

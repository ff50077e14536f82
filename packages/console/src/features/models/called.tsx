import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { type CallableModel, useCallableModels } from '../../api/callable-models.ts';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { askAddress } from './model-actions.tsx';
import classes from './models.module.css';

/** More than fit on a screen; fewer are read quicker than searched. */
const searchedFrom = 15;

/** Every name that calls can use, and where each would go: owned and rented together. */
export function Called() {
  const text = useText().models.called;
  const models = useCallableModels();
  return (
    <section aria-labelledby="called">
      <h2 id="called">{text.title}</h2>
      <p className="soft">{text.lead}</p>
      {models.isPending && <Waiting />}
      {models.isError && <Problem error={models.error} again={() => void models.refetch()} />}
      {models.data && (models.data.length === 0 ? <p>{text.none}</p> : <Names models={models.data} />)}
    </section>
  );
}

function Names({ models }: { readonly models: readonly CallableModel[] }) {
  const words = useText().models;
  const text = words.called;
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const shown = models.filter(({ name, candidates }) =>
    [name, ...candidates.flatMap(({ provider, model }) => [provider, model])].some((word) =>
      word.toLowerCase().includes(wanted),
    ),
  );
  const first = (local: 'verified' | 'declared' | 'no'): string =>
    numberText(models.filter(({ candidates }) => candidates[0]?.local === local).length);
  return (
    <>
      <p>{text.counts(first('verified'), first('declared'), first('no'))}</p>
      {models.length >= searchedFrom && (
        <div className={classes.search}>
          <TextInput
            type="search"
            label={text.search}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        </div>
      )}
      <p role="status" className={shown.length === models.length ? 'visually-hidden' : 'soft'}>
        {shown.length < models.length && words.available.count(shown.length, models.length)}
      </p>
      <table className={classes.called}>
        <caption className="visually-hidden">{text.title}</caption>
        <thead>
          <tr>
            <th scope="col">{text.name}</th>
            <th scope="col">{text.goes}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((model) => (
            <tr key={model.name}>
              <th scope="row">
                <Link href={askAddress(model.name)} aria-label={words.actions.askNamed(model.name)}>
                  {model.name}
                </Link>
              </th>
              <td>
                <Places model={model} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Places({ model: { name, candidates } }: { readonly model: CallableModel }) {
  const text = useText().models.called;
  return (
    <ol className={classes.places}>
      {candidates.map(({ provider, model, local }, index) => {
        const where =
          local === 'verified'
            ? text.inside
            : local === 'declared'
              ? text.declared(provider)
              : text.rented(provider);
        return (
          <li key={`${provider} ${model}`} data-local={local}>
            {index > 0 && <span className="soft">{text.next} </span>}
            {model === name ? where : text.as(where, model)}
          </li>
        );
      })}
    </ol>
  );
}

import type { ModelsView } from 'commonhold/api';
import type { ReactNode } from 'react';
import { useCallableModels } from '../../api/callable-models.ts';
import { Page } from '../../components/page.tsx';
import { useText } from '../../text/text.ts';
import classes from './models.module.css';

interface NamesOnlyProps {
  readonly here: Extract<ModelsView, { readonly scope: 'names' }>['here'];
  readonly problem: ReactNode;
}

/** What a member sees: names and licences, and that there is more which is not theirs. */
export function NamesOnly({ here, problem }: NamesOnlyProps) {
  const words = useText().models;
  const text = words.names;
  const callable = useCallableModels().data ?? [];
  const others = callable.filter(({ name }) => here.every((one) => one.name !== name));
  return (
    <Page name="models" lead={text.lead}>
      {problem}
      <p>{text.own}</p>
      <h2>{text.title}</h2>
      {here.length === 0 ? (
        <p>{text.none}</p>
      ) : (
        <table className={classes.called}>
          <caption className="visually-hidden">{text.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{text.name}</th>
              <th scope="col">{text.licence}</th>
            </tr>
          </thead>
          <tbody>
            {here.map(({ name, licence }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{licence ?? words.unknown}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {others.length > 0 && (
        <>
          <h2>{text.others}</h2>
          <ul className={classes.names}>
            {others.map(({ name }) => (
              <li key={name}>{name}</li>
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}

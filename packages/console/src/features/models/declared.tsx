import type { ModelInspectionView } from 'commonhold/api';
import type { ReactNode } from 'react';
import { Facts } from '../../components/facts.tsx';
import { visibleControls } from '../../components/visible-controls.ts';
import { numberText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { countText } from './figures.ts';
import classes from './models.module.css';
import { Sourced } from './sourced.tsx';

type DeclaredFacts = ModelInspectionView['declared'];

/** What whoever made the file wrote into it. Nothing of it is checked, so nothing of it stands beside what was. */
export function Declared({ of: { model, declared } }: { readonly of: ModelInspectionView }) {
  const words = useText().models;
  const text = words.one;
  const fromFile = (name: string, value: string | undefined): readonly [string, ReactNode] => [
    name,
    <Sourced key={name} source={value === undefined ? text.fromFileLess : text.fromFile}>
      {/* Whoever made the file could have written signs that make a line read as another. */}
      {value === undefined ? words.unknown : visibleControls(value)}
    </Sourced>,
  ];
  const { languages, contextTokens, missing } = declared;
  return (
    <section className={classes.declared} aria-labelledby="declared">
      <h2 id="declared">{text.declared}</h2>
      <p className="soft">{text.declaredHelp}</p>
      <Facts
        of={[
          fromFile(text.name, declared.name),
          fromFile(text.maker, declared.organization),
          fromFile(text.architecture, declared.architecture),
          fromFile(text.parameters, countText(declared.parameters)),
          fromFile(
            text.context,
            contextTokens === undefined ? undefined : text.contextTokens(numberText(contextTokens)),
          ),
          fromFile(text.quantisation, declared.quantisation),
          fromFile(text.languages, languages.length === 0 ? undefined : languages.join(', ')),
          fromFile(text.licence, declared.licence),
          [
            text.licenceCatalog,
            <Sourced key="catalog" source={model.licence ? text.fromCatalog : text.fromCatalogLess}>
              {model.licence ? text.osi(model.licence.id, model.licence.osi) : words.unknown}
            </Sourced>,
          ],
          fromFile(text.baseModels, originsText(declared.baseModels)),
          fromFile(text.datasets, originsText(declared.datasets)),
        ]}
      />
      {missing.length > 0 && <p className="soft">{text.missing(missing.map(visibleControls))}</p>}
    </section>
  );
}

/** Addresses are written out and lead nowhere: a file could name any. */
function originsText(origins: DeclaredFacts['datasets']): string | undefined {
  const named = origins.map(({ name, organization, url }) =>
    [[organization, name].filter(Boolean).join('/'), url].filter(Boolean).join(' '),
  );
  return named.length === 0 ? undefined : named.join(', ');
}

import type { LocalModelView, OwnerModelsView } from 'commonhold/api';
import { Link } from 'wouter';
import { Facts } from '../../components/facts.tsx';
import { numberText, timeText } from '../../components/written.ts';
import { useText } from '../../text/text.ts';
import { useEngineText } from './engine-text.ts';
import { memoryText, sizeText } from './figures.ts';
import { ModelActions } from './model-actions.tsx';
import classes from './models.module.css';
import { Verification } from './verification.tsx';

interface LocalModelProps {
  readonly model: LocalModelView;
  readonly machine: OwnerModelsView['machine'];
  readonly onRemove: () => void;
  /** On a page of its own, whose heading is the name already. */
  readonly alone?: boolean;
}

/** One model that is here, as an entry of a register. */
export function LocalModel({ model, machine, onRemove, alone = false }: LocalModelProps) {
  const words = useText().models;
  const text = words.here;
  const state = useEngineText(model.engine);
  return (
    <article className={classes.entry} aria-label={model.name}>
      {!alone && (
        <h3>
          <Link href={`/models/${model.name}`}>{model.name}</Link>
        </h3>
      )}
      {model.isDefault && <p className="soft">{text.isDefault}</p>}
      <Facts
        of={[
          [
            text.facts.state,
            <span key="state" data-tone={state.isFailure ? 'failure' : undefined} className={classes.state}>
              {state.words}
            </span>,
          ],
          [text.facts.licence, <Licence key="licence" model={model} />],
          [text.facts.size, sizeText(model.verified.sizeBytes)],
          [text.facts.memory, useMemoryText(model, machine)],
          [text.facts.from, model.origin],
          [text.facts.since, timeText(model.addedAt)],
        ]}
      />
      {!model.callable && <p className={classes.note}>{text.notCallable}</p>}
      {model.problem !== undefined && <p className={classes.note}>{text.problem(model.problem)}</p>}
      <Verification name={model.name} of={model.verification} />
      <ModelActions model={model} onRemove={onRemove} />
    </article>
  );
}

function Licence({ model }: { readonly model: LocalModelView }) {
  const text = useText().models;
  if (model.licence) {
    const { id, osi, note } = model.licence;
    return (
      <>
        {text.one.osi(id, osi)}
        {note !== undefined && <span className="soft"> {note}</span>}
      </>
    );
  }
  const declared = model.declared?.licence;
  return declared === undefined ? text.here.licenceUnknown : text.here.licenceDeclared(declared);
}

function useMemoryText({ memory }: LocalModelView, machine: OwnerModelsView['machine']): string {
  const words = useText().models;
  const text = words.here;
  const { needsBytes, plannedContextTokens, usesBytes } = memory;
  return words.sentence([
    needsBytes === undefined || plannedContextTokens === undefined
      ? text.needsUnknown
      : text.needs(memoryText(needsBytes), numberText(plannedContextTokens)),
    ...(usesBytes === undefined ? [] : [text.holds(memoryText(usesBytes))]),
    text.machine(memoryText(machine.totalMemoryBytes), memoryText(machine.availableMemoryBytes)),
  ]);
}

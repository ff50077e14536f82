import type { LocalModelView } from 'commonhold/api';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Problem } from '../../components/problem.tsx';
import { useText } from '../../text/text.ts';
import { useModelAction } from './asked-of-the-node.ts';
import classes from './models.module.css';

interface ModelActionsProps {
  readonly model: LocalModelView;
  readonly onRemove: () => void;
}

/** What can be done with a model that is here. */
export function ModelActions({ model, onRemove }: ModelActionsProps) {
  const text = useText().models.actions;
  const act = useModelAction(model.name);
  const { name, engine, verification, callable } = model;
  const isLoaded = engine.state === 'ready';
  const isLoading = engine.state === 'loading' || (act.isPending && act.variables === 'load');
  return (
    <>
      <p className={classes.actions}>
        {callable && (
          <Link href={askAddress(name)} aria-label={text.askNamed(name)}>
            {text.ask}
          </Link>
        )}
        {callable && (
          // One button with two words, so that whoever pressed it by keyboard still stands on it.
          <Act
            label={isLoaded ? text.unloadNamed(name) : text.loadNamed(name)}
            isBusy={act.isPending || isLoading}
            onAct={() => act.mutate(isLoaded ? 'unload' : 'load')}
          >
            {isLoaded ? text.unload : text.load}
          </Act>
        )}
        <Act
          label={text.verifyNamed(name)}
          isBusy={act.isPending || verification?.state === 'reading'}
          onAct={() => act.mutate('verify')}
        >
          {text.verify}
        </Act>
        <button type="button" className="as-link" aria-label={text.removeNamed(name)} onClick={onRemove}>
          {text.remove}
        </button>
      </p>
      {act.isError && <Problem error={act.error} />}
    </>
  );
}

interface ActProps {
  readonly label: string;
  readonly isBusy: boolean;
  readonly onAct: () => void;
  readonly children: ReactNode;
}

/** A button that does nothing while it works. It is not disabled, because the browser takes the focus from what is. */
function Act({ label, isBusy, onAct, children }: ActProps) {
  return (
    <button
      type="button"
      className={`as-link ${classes.act}`}
      aria-label={label}
      aria-disabled={isBusy}
      onClick={() => {
        if (!isBusy) onAct();
      }}
    >
      {children}
    </button>
  );
}

/** Where a model can be asked at once. */
export function askAddress(name: string): string {
  return `/ask?model=${encodeURIComponent(name)}`;
}

import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { StarterSetView } from 'commonhold/api';
import { lazy, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import { answerOf, api } from '../../api/client.ts';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useText } from '../../text/text.ts';
import { useStarterSets } from './asked-of-the-node.ts';
import { draftOf, withText } from './draft.ts';
import { keepDraft } from './kept-draft.ts';
import classes from './rules.module.css';
import { takeFocus } from './take-focus.ts';

const SetMarkdown = lazy(() => import('../../components/markdown.tsx'));

/** How to begin, for a node without rules. */
export function StarterSets() {
  const text = useText().rules.start;
  const sets = useStarterSets();
  return (
    <section>
      <h2>{text.title}</h2>
      <p>{text.lead}</p>
      {sets.isPending && <Waiting />}
      {sets.isError && <Problem error={sets.error} again={() => void sets.refetch()} />}
      {sets.data?.length === 0 && <p>{text.none}</p>}
      {sets.data?.map((set) => (
        <StarterSet key={set.name} set={set} />
      ))}
      <h3>{text.own}</h3>
      <p>{text.ownLead}</p>
      <WriteOwn />
    </section>
  );
}

function StarterSet({ set: { name, explanation, files } }: { readonly set: StarterSetView }) {
  const text = useText().rules.start;
  const queries = useQueryClient();
  const [isAsking, ask] = useState(false);
  const shown = Object.hasOwn(text.names, name) ? text.names[name as keyof typeof text.names] : name;
  const adopt = useMutation({
    mutationFn: () => answerOf(api.policy.starters[':name'].$post({ param: { name } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['configuration'] });
      await queries.invalidateQueries({ queryKey: ['status'] });
    },
  });
  return (
    <details className={classes.set}>
      <summary>{shown}</summary>
      <Suspense fallback={<Waiting />}>
        {/* The set's own page begins with its title, which stands above already. */}
        <SetMarkdown text={explanation.replace(/^# .*\n+/, '')} />
      </Suspense>
      <details className={classes.written}>
        <summary>{text.files}</summary>
        {files.map((file) => (
          <div key={file.name}>
            <p className="soft">{file.name}</p>
            <pre tabIndex={0}>{file.text}</pre>
          </div>
        ))}
      </details>
      {adopt.isError && <Problem error={adopt.error} />}
      {isAsking ? (
        <div className={classes.confirm}>
          <p>{text.ask(name)}</p>
          <p className={classes.buttons}>
            <Button loading={adopt.isPending} onClick={() => adopt.mutate()}>
              {text.yes}
            </Button>
            <Button ref={takeFocus} variant="default" onClick={() => ask(false)}>
              {text.no}
            </Button>
          </p>
        </div>
      ) : (
        <Button variant="default" onClick={() => ask(true)}>
          {text.adopt(name)}
        </Button>
      )}
    </details>
  );
}

/** What the built-in rule says, as a rule that can be changed. */
const firstRule = `// Whoever has a key may call every model that the routes name.
@id("everybody")
permit (principal, action == Action::"model.call", resource);
`;

function WriteOwn() {
  const text = useText().rules.start;
  const [, navigate] = useLocation();
  const read = useMutation({
    mutationFn: () => answerOf(api.policy.files.$get()),
    onSuccess: (files) => {
      keepDraft(withText(draftOf(files), 'rules.cedar', firstRule));
      navigate('/rules/edit');
    },
  });
  return (
    <>
      {read.isError && <Problem error={read.error} />}
      <Button variant="default" loading={read.isPending} onClick={() => read.mutate()}>
        {text.ownButton}
      </Button>
    </>
  );
}

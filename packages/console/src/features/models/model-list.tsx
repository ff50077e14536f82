import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useModels } from './asked-of-the-node.ts';
import { NamesOnly } from './names-only.tsx';
import { OwnersModels } from './owners-models.tsx';

/** What the node shows of all models to whoever is signed in. */
export function ModelList() {
  const models = useModels();
  const problem = models.isError && <Problem error={models.error} again={() => void models.refetch()} />;
  if (models.data === undefined) return <Page name="models">{problem || <Waiting />}</Page>;
  // What was known before the node stopped answering stays readable below the problem.
  return models.data.scope === 'owner' ? (
    <OwnersModels view={models.data} problem={problem} />
  ) : (
    <NamesOnly here={models.data.here} problem={problem} />
  );
}

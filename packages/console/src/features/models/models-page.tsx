import { useLocation } from 'wouter';
import { ModelList } from './model-list.tsx';
import { OneModel } from './one-model.tsx';

/** All models at /models, and what is known of one at /models/<name>. */
export default function ModelsPage() {
  const [path] = useLocation();
  const name = path.split('/')[2] ?? '';
  return name === '' ? <ModelList /> : <OneModel name={name} />;
}

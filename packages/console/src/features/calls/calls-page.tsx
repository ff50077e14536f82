import { useLocation } from 'wouter';
import { CallDocument } from './call-document.tsx';
import { CallList } from './call-list.tsx';
import { ComparePage } from './compare-page.tsx';

/** The list at /calls, two side by side at /calls/compare, and one call at /calls/<id>. */
export default function CallsPage() {
  const [path] = useLocation();
  const rest = path.split('/')[2] ?? '';
  if (rest === '') return <CallList />;
  return rest === 'compare' ? <ComparePage /> : <CallDocument id={rest} />;
}

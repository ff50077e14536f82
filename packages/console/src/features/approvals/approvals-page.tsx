import { useLocation } from 'wouter';
import { RequestList } from './request-list.tsx';
import { RequestDocument } from './request-document.tsx';

/** All requests at /approvals, and one at /approvals/<id>, to which a refused client is sent. */
export default function ApprovalsPage() {
  const [path] = useLocation();
  const id = path.split('/')[2] ?? '';
  return id === '' ? <RequestList /> : <RequestDocument key={id} id={id} />;
}

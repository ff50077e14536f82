import { Page } from '../../components/page.tsx';

export default function CallsPage() {
  return <Page name="calls">…</Page>;
}

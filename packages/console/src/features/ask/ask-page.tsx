import { Page } from '../../components/page.tsx';

export default function AskPage() {
  return <Page name="ask">…</Page>;
}

import { Page } from '../../components/page.tsx';

export default function HomePage() {
  return <Page name="home">…</Page>;
}

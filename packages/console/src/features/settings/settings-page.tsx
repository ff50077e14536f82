import { Page } from '../../components/page.tsx';

export default function SettingsPage() {
  return <Page name="settings">…</Page>;
}

import { Route, Switch } from 'wouter';
import { useSession } from '../../api/session.ts';
import { Page } from '../../components/page.tsx';
import { useText } from '../../text/text.ts';
import { EditPage } from './edit-page.tsx';
import { InForce } from './in-force.tsx';

/** The rules: as they hold, and below `/rules/edit` as they could be. */
export default function RulesPage() {
  const text = useText().rules;
  const role = useSession().data?.role;
  if (role === 'member') {
    return (
      <Page name="rules">
        <p>{text.notForMembers}</p>
      </Page>
    );
  }
  return (
    <Switch>
      <Route path="/rules/edit">
        {role === 'owner' ? (
          <EditPage />
        ) : (
          <Page name="rules">
            <p>{text.editor.notForYou}</p>
          </Page>
        )}
      </Route>
      <Route>
        <InForce isOwner={role === 'owner'} />
      </Route>
    </Switch>
  );
}

import { CommonholdError } from '#base';
import { explainDecision } from '../configuration/explain-decision.ts';
import { ruleView } from '../configuration/rule-view.ts';
import { ownOnly } from './calls.ts';
import { type ApiContext, apiRoutes } from './context.ts';
import type { PolicyView } from './policy-view.ts';

/** The rules in force, and why a call was decided as it was. Who may see a call may see what decided it. */
export function policyApi(context: ApiContext) {
  return apiRoutes()
    .get('/', async (request) => {
      const { policies } = context;
      const view: PolicyView = {
        status: policies.status(),
        rules: [...policies.engine.rules.values()].map(ruleView),
        sets: await policies.sets(),
      };
      return request.json(view);
    })
    .get('/explain/:id', async (request) => {
      const id = request.req.param('id');
      const call = await context.ledger.call(id, ownOnly(request.get('principal')));
      if (!call) throw new CommonholdError('call_unknown', { call: JSON.stringify(id) });
      return request.json(await explainDecision(call, context.policies));
    });
}

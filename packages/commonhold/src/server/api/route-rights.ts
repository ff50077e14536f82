import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { requireRight, type Right } from '#identity';
import type { ApiEnvironment } from './context.ts';

/**
 * The right that each route of the API needs; how far it goes for whom is in `identity/rights.ts`. A route that is not
 * here is refused for everybody, so that nobody can add one and forget to say who may use it.
 */
export const routeRights: Readonly<Record<string, Right>> = {
  'POST /api/session': 'sign-in',
  'GET /api/session': 'sign-in',
  'DELETE /api/session': 'sign-in',
  'DELETE /api/session/all': 'sign-in',
  // A link signs in an owner.
  'POST /api/session/links': 'change-node',
  'GET /api/status': 'see-node',
  'POST /api/status/reload': 'change-node',
  'GET /api/events': 'see-calls',
  'GET /api/calls': 'see-calls',
  'GET /api/calls/values': 'see-calls',
  'GET /api/calls/:id': 'see-calls',
  'POST /api/calls/:id/open': 'open-bodies',
  'POST /api/calls/search': 'search-bodies',
  'GET /api/accesses': 'see-accesses',
  'GET /api/accesses/requests': 'decide-openings',
  'POST /api/accesses/requests': 'decide-openings',
  'POST /api/accesses/requests/:id/agree': 'decide-openings',
  'DELETE /api/accesses/requests/:id': 'decide-openings',
  // Whose approval is asked for is decided request by request; an owner who is none of these sees none of it.
  'GET /api/approvals': 'decide-approvals',
  'GET /api/approvals/log': 'see-accesses',
  'GET /api/approvals/:id': 'decide-approvals',
  'POST /api/approvals/:id/content': 'decide-approvals',
  'POST /api/approvals/:id/grant': 'decide-approvals',
  'POST /api/approvals/:id/refuse': 'decide-approvals',
  // Addresses and names of models, for whoever has a key; what it is about is making calls.
  'GET /api/apps': 'make-calls',
  'GET /api/receipts/key': 'see-node',
  'GET /api/receipts/:id': 'take-receipts',
  'POST /api/receipts/:id': 'take-receipts',
  'GET /api/overview': 'see-calls',
  'GET /api/costs': 'see-calls',
  'GET /api/costs.csv': 'see-calls',
  'GET /api/flows': 'see-calls',
  'GET /api/flows.csv': 'see-calls',
  'GET /api/flows/processing.csv': 'see-calls',
  'GET /api/flows/processing.md': 'see-calls',
  'GET /api/conversations': 'keep-conversations',
  'GET /api/conversations/:id': 'keep-conversations',
  'PUT /api/conversations/:id': 'keep-conversations',
  'DELETE /api/conversations/:id': 'keep-conversations',
  'GET /api/destinations': 'see-destinations',
  'GET /api/erasure': 'see-erasures',
  'POST /api/erasure/preview': 'erase',
  'POST /api/erasure': 'erase',
  'POST /api/erasure/compact': 'erase',
  'GET /api/holds': 'erase',
  'POST /api/holds': 'erase',
  'DELETE /api/holds/:id': 'erase',
  // Calls are written in somebody's name, so only owners do it; what they add up to are facts of calls.
  'GET /api/imports': 'see-calls',
  'GET /api/imports/report': 'see-calls',
  'GET /api/imports/report.md': 'see-calls',
  'POST /api/imports': 'change-node',
  'PUT /api/imports/:id/bytes/:at': 'change-node',
  'POST /api/imports/:id/end': 'change-node',
  'DELETE /api/imports/:id': 'change-node',
  'GET /api/keys': 'change-node',
  'POST /api/keys': 'change-node',
  'POST /api/keys/:key/rotate': 'change-node',
  'PATCH /api/keys/:key': 'change-node',
  'DELETE /api/keys/:key': 'change-node',
  'POST /api/node-keys': 'change-node',
  'PUT /api/credentials/:provider': 'change-node',
  'DELETE /api/credentials/:provider': 'change-node',
  // Names for everybody; the rest of it for who may change the node.
  'GET /api/models': 'see-node',
  'GET /api/models/recommendation': 'change-node',
  'GET /api/models/pulls': 'change-node',
  'POST /api/models/pulls': 'change-node',
  'DELETE /api/models/pulls/:name': 'change-node',
  'GET /api/models/:name': 'change-node',
  'DELETE /api/models/:name': 'change-node',
  'POST /api/models/:name/verify': 'change-node',
  'POST /api/models/:name/load': 'change-node',
  'POST /api/models/:name/unload': 'change-node',
  'POST /api/models/:name/prompt': 'make-calls',
  'GET /api/witnesses': 'see-witnesses',
  'GET /api/witnesses/policy': 'see-node',
  'POST /api/witnesses/round': 'change-node',
  'POST /api/witnesses/asked': 'change-node',
  'DELETE /api/witnesses/asked/:name': 'change-node',
  'PUT /api/witnesses/quorum': 'change-node',
  'POST /api/witnesses/token': 'change-node',
  'POST /api/witnesses/pair': 'change-node',
  'GET /api/witnesses/accepted': 'see-node',
  'POST /api/witnesses/accepted': 'change-node',
  'DELETE /api/witnesses/accepted/:origin': 'change-node',
  // The owner's credential is shown there, and somebody elsewhere sees that it is.
  'GET /api/providers/:name/models': 'change-node',
  'POST /api/providers/:name/test': 'change-node',
  'GET /api/policy': 'see-rules',
  // Facts of all calls, as those who see the rules see them anyway.
  'POST /api/policy/try': 'see-rules',
  'GET /api/policy/files': 'see-rules',
  'PUT /api/policy/files': 'change-node',
  'POST /api/policy/check': 'change-node',
  'GET /api/policy/starters': 'see-rules',
  'POST /api/policy/starters/:name': 'change-node',
  // Who may see a call may see what decided it.
  'GET /api/policy/explain/:id': 'see-calls',
  'GET /api/source': 'see-node',
  'GET /api/source/:path{.+}': 'see-node',
  'GET /api/checkpoint': 'see-node',
};

/** Stops who may not, before a route reads what was sent. */
export const requirePlacedRight: MiddlewareHandler<ApiEnvironment> = async (request, next) => {
  // The first route that matches is the one that answers; what stands for all methods is such as this.
  const route = matchedRoutes(request).find(
    ({ method, path }) => method !== 'ALL' && path.startsWith('/api/'),
  );
  if (route !== undefined) {
    const name = `${route.method} ${route.path}`;
    const right = routeRights[name];
    if (right === undefined) throw new Error(`Nobody has said who may use ${name}.`);
    // Whoever is about to sign in is nobody yet.
    if (right !== 'sign-in') requireRight(request.get('principal'), right);
  }
  await next();
};

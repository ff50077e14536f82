import { expect, test } from 'vitest';
import type { ApiContext } from './context.ts';
import { nodeApi } from './node-api.ts';
import { routeRights } from './route-rights.ts';

test('every route of the API says which right it needs, and no other route is spoken of', () => {
  // Making the routes asks nothing of the node but that these two are there.
  const context = { ledger: {}, prompts: {} } as unknown as ApiContext;
  const routes = nodeApi(context).routes.filter(({ method }) => method !== 'ALL');
  const names = new Set(routes.map(({ method, path }) => `${method} /api${path.replace(/\/$/, '')}`));
  expect([...names].sort()).toEqual(Object.keys(routeRights).sort());
});

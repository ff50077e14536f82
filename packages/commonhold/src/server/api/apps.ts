import { z } from 'zod';
import { appsByHand, baseUrlsOf, isAddress, keyStandIn } from '#apps';
import { listModels } from '../models/model-list.ts';
import { askedNames } from './asked-names.ts';
import type { AppsView } from './apps-view.ts';
import { type ApiContext, apiRoutes, queryInput } from './context.ts';

const addressMax = 300;

const appsQuery = z.strictObject({
  /** Where the app reaches the node, if not where people do. */
  address: z
    .string()
    .max(addressMax)
    .refine(isAddress, 'must be http://NAME:PORT or https://NAME')
    .optional(),
});

/**
 * What `commonhold connect` would write, for whoever writes it themselves, and whether what the app will ask for leads anywhere. It has no
 * key in it; nothing is made or changed, and nobody is asked.
 */
export function appsApi(context: ApiContext) {
  return apiRoutes().get('/', queryInput(appsQuery), async (request) => {
    const { url, defaultModel } = await context.status();
    const asked = request.req.valid('query').address ?? url;
    const address = asked.replace(/\/$/, '');
    const principal = request.get('principal');
    const models = listModels(context.gate, principal).map(({ id }) => id);
    // The model that the node itself would take, wherever an app has to be given one name.
    const sorted = models.toSorted(
      (one, other) => Number(other === defaultModel) - Number(one === defaultModel),
    );
    const view: AppsView = {
      address,
      baseUrls: baseUrlsOf(address),
      keyStandIn,
      apps: appsByHand(address, sorted).map(({ asksFor, ...app }) => ({
        ...app,
        ways: app.ways.map((one) => {
          if (asksFor === undefined) return one;
          const { way } = one;
          return { ...one, asked: askedNames(context.gate, principal, asksFor, { wire: app.wire, way }) };
        }),
      })),
    };
    return request.json(view);
  });
}

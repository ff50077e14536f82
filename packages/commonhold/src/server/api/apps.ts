import { z } from 'zod';
import { appsByHand, baseUrlsOf, isAddress, keyStandIn } from '#apps';
import { listModels } from '../models/model-list.ts';
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

/** What `commonhold connect` would write, for whoever writes it themselves. It has no key in it; nothing is made or changed. */
export function appsApi(context: ApiContext) {
  return apiRoutes().get('/', queryInput(appsQuery), async (request) => {
    const { url, defaultModel } = await context.status();
    const asked = request.req.valid('query').address ?? url;
    const address = asked.replace(/\/$/, '');
    const models = listModels(context.gate, request.get('principal')).map(({ id }) => id);
    // The model that the node itself would take, wherever an app has to be given one name.
    const sorted = models.toSorted(
      (one, other) => Number(other === defaultModel) - Number(one === defaultModel),
    );
    const view: AppsView = {
      address,
      baseUrls: baseUrlsOf(address),
      keyStandIn,
      apps: appsByHand(address, sorted),
    };
    return request.json(view);
  });
}

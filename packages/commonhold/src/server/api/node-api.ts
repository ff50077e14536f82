import { acceptedLogsApi } from './accepted-logs.ts';
import { accessesApi } from './accesses.ts';
import { appsApi } from './apps.ts';
import { approvalsApi } from './approvals.ts';
import { callsApi } from './calls.ts';
import { type ApiContext, apiRoutes } from './context.ts';
import { conversationsApi } from './conversations.ts';
import { destinationsApi } from './destinations.ts';
import { erasureApi, holdsApi } from './erasure.ts';
import { eventsApi } from './events.ts';
import { costsApi } from './costs.ts';
import { flowsApi } from './flows.ts';
import { credentialsApi, keysApi } from './keys.ts';
import { importsApi } from './imports.ts';
import { modelsApi } from './models.ts';
import { receiptsApi } from './receipts.ts';
import { nodeKeysApi } from './node-keys.ts';
import { requirePlacedRight } from './route-rights.ts';
import { policyApi } from './policy.ts';
import { providersApi } from './providers.ts';
import { policyTryApi } from './policy-try.ts';
import { policyFilesApi } from './policy-files.ts';
import { promptApi } from './prompt.ts';
import { overviewApi } from './overview.ts';
import { sessionApi, signInApi } from './session.ts';
import { sourceApi } from './source.ts';
import { statusApi } from './status.ts';
import { witnessesApi } from './witnesses.ts';

/**
 * All routes below `/api`, in one expression, because the console's client is made from its type: a route that changes
 * here and not there does not compile.
 */
export function nodeApi(context: ApiContext) {
  return apiRoutes()
    .use('*', requirePlacedRight)
    .route('/session', signInApi(context))
    .route('/session', sessionApi(context))
    .route('/status', statusApi(context))
    .route('/events', eventsApi(context))
    .route('/calls', callsApi(context))
    .route('/accesses', accessesApi(context))
    .route('/approvals', approvalsApi(context))
    .route('/apps', appsApi(context))
    .route('/receipts', receiptsApi(context))
    .route('/overview', overviewApi(context))
    .route('/', flowsApi(context))
    .route('/', costsApi(context))
    .route('/conversations', conversationsApi(context))
    .route('/destinations', destinationsApi(context))
    .route('/erasure', erasureApi(context))
    .route('/holds', holdsApi(context))
    .route('/imports', importsApi(context))
    .route('/keys', keysApi(context))
    .route('/node-keys', nodeKeysApi(context))
    .route('/credentials', credentialsApi(context))
    .route('/models', modelsApi(context))
    .route('/models', promptApi(context))
    .route('/witnesses/accepted', acceptedLogsApi(context))
    .route('/witnesses', witnessesApi(context))
    .route('/providers', providersApi(context))
    .route('/policy', policyApi(context))
    .route('/policy', policyTryApi(context))
    .route('/policy', policyFilesApi(context))
    .route('/source', sourceApi(context))
    .get('/checkpoint', async (request) => request.text(await context.ledger.checkpoint()));
}

export type NodeApi = ReturnType<typeof nodeApi>;

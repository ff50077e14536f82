import { z } from 'zod';
import type { Principal } from '#call';
import { type ApprovalRequest, mayDecide } from '#gate';
import type { ApprovalEntry } from '#ledger';
import { ruleView } from '../configuration/rule-view.ts';
import type {
  ApprovalContentView,
  ApprovalDecisionsView,
  ApprovalsView,
  ApprovalView,
} from './approvals-view.ts';
import { reason } from './calls.ts';
import { type ApiContext, apiRoutes, optionalJsonInput, queryInput } from './context.ts';
import { principalView } from './principals.ts';

/** Decisions that one page may hold. */
const pageMax = 500;

const decisionsQuery = z.strictObject({
  limit: z.coerce.number<string>().int().min(1).max(pageMax).default(50),
  /** `older` of the page before. */
  before: z.coerce.number<string>().int().min(0).optional(),
});

const whyInput = z.strictObject({ reason: reason.optional() });

/** Calls that wait for somebody's yes, and what was decided about such calls before. */
export function approvalsApi(context: ApiContext) {
  const { approvals } = context;
  const viewOf = (request: ApprovalRequest, reader: Principal): ApprovalView =>
    approvalView(context, request, reader);
  return apiRoutes()
    .get('/', (request) => {
      const reader = request.get('principal');
      const view: ApprovalsView = { approvals: approvals.list(reader).map((one) => viewOf(one, reader)) };
      return request.json(view);
    })
    .get('/log', queryInput(decisionsQuery), async (request) => {
      const { limit, before } = request.req.valid('query');
      const entries = await context.ledger.approvals.list(limit, before);
      const last = entries.at(-1);
      const view: ApprovalDecisionsView = {
        decisions: entries.map((entry) => decisionView(context, entry)),
        ...(entries.length < limit || last === undefined ? {} : { older: last.index }),
      };
      return request.json(view);
    })
    .get('/:id', (request) => {
      const reader = request.get('principal');
      return request.json(viewOf(approvals.get(request.req.param('id'), reader), reader));
    })
    .post('/:id/content', optionalJsonInput(whyInput), async (request) => {
      const id = request.req.param('id');
      const reader = request.get('principal');
      const { call } = approvals.get(id, reader);
      const bytes = await approvals.content(id, reader, request.req.valid('json').reason);
      const view: ApprovalContentView = { id, call, text: Buffer.from(bytes).toString('utf8') };
      return request.json(view);
    })
    .post('/:id/grant', async (request) => {
      const person = request.get('principal');
      return request.json(viewOf(await approvals.grant(request.req.param('id'), person), person));
    })
    .post('/:id/refuse', optionalJsonInput(whyInput), async (request) => {
      const person = request.get('principal');
      const { reason: why } = request.req.valid('json');
      return request.json(viewOf(await approvals.refuse(request.req.param('id'), person, why), person));
    });
}

function approvalView({ keys }: ApiContext, request: ApprovalRequest, reader: Principal): ApprovalView {
  const { asking, destination, model, given, refused, waitsUntil } = request;
  const { provider, local, country, legalEntity, retentionDays, trainsOnData } = destination;
  return {
    id: request.id,
    call: request.call,
    state: request.state,
    asking: principalView(keys, asking.id),
    project: asking.project,
    own: asking.id === reader.id,
    mayDecide: mayDecide(request, reader),
    destination: {
      provider,
      model,
      local,
      ...(country === undefined ? {} : { country }),
      ...(legalEntity === undefined ? {} : { legalEntity }),
      ...(retentionDays === undefined ? {} : { retentionDays }),
      ...(trainsOnData === undefined ? {} : { trainsOnData }),
    },
    labels: request.labels,
    found: request.found,
    bytes: request.bytes,
    sha256: request.sha256,
    rules: request.rules.map(ruleView),
    asked: timeText(request.asked),
    ...(waitsUntil === undefined ? {} : { waitsUntil: timeText(waitsUntil) }),
    expires: timeText(request.expires),
    granted: given.map(({ by, at, rules }) => ({
      by: principalView(keys, by.id),
      time: timeText(at),
      rules,
    })),
    ...(refused === undefined
      ? {}
      : {
          refused: {
            by: principalView(keys, refused.by.id),
            time: timeText(refused.at),
            ...(refused.reason === undefined ? {} : { reason: refused.reason }),
          },
        }),
  };
}

function decisionView(
  { keys }: ApiContext,
  { index, time, decision, pseudonym, principal, about }: ApprovalEntry,
): ApprovalDecisionsView['decisions'][number] {
  return {
    index,
    time,
    decision,
    pseudonym,
    ...(principal === undefined ? {} : { who: principalView(keys, principal) }),
    ...(about === undefined
      ? {}
      : {
          request: about.request,
          call: about.call,
          rules: about.rules,
          ...(about.reason === undefined ? {} : { reason: about.reason }),
        }),
  };
}

function timeText(ms: number): string {
  return new Date(ms).toISOString();
}

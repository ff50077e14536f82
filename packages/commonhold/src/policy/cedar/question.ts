import type { EntityJson, EntityUidJson, StatefulAuthorizationCall } from '@cedar-policy/cedar-wasm/nodejs';
import { type Destination, regionsOf } from '#call';
import type { Question, ToolQuestion } from '../engine.ts';

type CedarCall = Pick<
  StatefulAuthorizationCall,
  'principal' | 'action' | 'resource' | 'context' | 'entities'
>;

/** A question about a tool in Cedar's words. */
export function cedarToolCall({ principal, action, tool, labels }: ToolQuestion): CedarCall {
  const who = { type: principalTypes[principal.kind], id: principal.id };
  const what = { type: 'Tool', id: tool };
  return {
    principal: who,
    action: { type: 'Action', id: action },
    resource: what,
    context: { labels: [...labels], overBudget: false, approvals: [] },
    entities: [callerEntity(principal, who), { uid: what, attrs: { name: tool }, parents: [] }],
  };
}

/** A question in Cedar's words: every entity that a rule can reach is there, because Cedar takes a missing one for empty. */
export function cedarCall(question: Question): CedarCall {
  const { principal, destination, facts } = question;
  const who = { type: principalTypes[principal.kind], id: principal.id };
  const where = { type: 'Destination', id: destination.provider };
  const what = { type: 'Model', id: `${destination.provider}/${question.model}` };
  const entities: EntityJson[] = [
    callerEntity(principal, who),
    { uid: what, attrs: { name: question.model, destination: { __entity: where } }, parents: [where] },
    {
      uid: where,
      attrs: {
        local: { __entity: { type: 'Local', id: destination.local } },
        ...knownFacts(destination),
      },
      parents: regionsOf(destination).map((id) => ({ type: 'Region', id })),
    },
  ];
  return {
    principal: who,
    action: { type: 'Action', id: question.action },
    resource: what,
    context: {
      labels: [...facts.labels],
      overBudget: facts.overBudget,
      approvals: [...facts.approvals],
    },
    entities,
  };
}

/** What is known of a destination; what is not known is absent, and the schema makes every rule ask. */
function knownFacts(destination: Destination): EntityJson['attrs'] {
  const { legalEntity, country, retentionDays, trainsOnData, transferBasis } = destination;
  const { companyCountry, parentCompany, parentCountry, maker, makerCountry, processorContract } =
    destination;
  const facts = {
    legalEntity,
    country,
    retentionDays,
    trainsOnData,
    companyCountry,
    parentCompany,
    parentCountry,
    maker,
    makerCountry,
    processorContract,
    transferBasis:
      transferBasis === undefined ? undefined : { __entity: { type: 'TransferBasis', id: transferBasis } },
  };
  const known: EntityJson['attrs'] = {};
  for (const [name, fact] of Object.entries(facts)) if (fact !== undefined) known[name] = fact;
  return known;
}

function callerEntity({ role, project }: Question['principal'], uid: EntityUidJson): EntityJson {
  return { uid, attrs: {}, parents: [group(`role:${role}`), group(`project:${project}`)] };
}

const principalTypes = { person: 'Person', app: 'App', agent: 'Agent' } as const;

function group(id: string): EntityUidJson {
  return { type: 'Group', id };
}

/** Everything that a rule can see, as one text; equal texts have equal answers. */
export function questionKey({ principal, model, destination, facts }: Question): string {
  return JSON.stringify([
    principal.kind,
    principal.id,
    principal.role,
    principal.project,
    model,
    destination,
    facts.overBudget,
    facts.approvals,
    ...facts.labels,
  ]);
}

/** What rules about calls of models can speak of; a rule that names no other action is one of them. */
export const modelSchemaText = `// What rules of Commonhold can speak of. docs/reference/policy-schema.md explains every name.

// "role:owner", "role:member", "role:auditor" and "project:<name>".
entity Group;

// "EU", "EEA", "UK", "EU-ADEQUATE" and every country by its two letters, such as "DE".
entity Region;

// Whether the bytes stay on this machine: verified only for the engine inside, declared where the owner says so.
entity Local enum ["verified", "declared", "no"];

// What lets personal data leave the European Economic Area towards a destination.
entity TransferBasis enum ["none-needed", "adequacy", "standard-clauses", "binding-rules"];

// Who calls, by the id that "commonhold policy explain CALL" shows.
entity Person, App, Agent in [Group];

// Where the bytes would go: a row under providers:, or "local" for the engine inside. What is not known is absent, and a
// rule has to ask by "has" before it may look, so that it says itself what unknown means.
entity Destination in [Region] = {
  local: Local,
  legalEntity?: String,
  country?: String,
  retentionDays?: Long,
  trainsOnData?: Bool,
  companyCountry?: String,
  parentCompany?: String,
  parentCountry?: String,
  maker?: String,
  makerCountry?: String,
  processorContract?: Bool,
  transferBasis?: TransferBasis,
};

// A model at a destination: "<provider>/<model>".
entity Model in [Destination] = {
  name: String,
  destination: Destination,
};

action "model.call" appliesTo {
  principal: [Person, App, Agent],
  resource: Model,
  context: {
    // Classes of data in the request: declared by the key and by the client, found in the text, carried over.
    labels: Set<String>,
    // Whether a budget that tells has no room for this sending: one of the caller, of the project or of the node.
    overBudget: Bool,
    // Ids of the rules for which somebody has approved of this very call: these bytes, to this destination.
    approvals: Set<String>,
  },
};
`;

/** Tools have a part of their own, because rules without an action were written when there were only calls of models. */
const toolText = `
// A tool that an agent runs by itself, as the agent names it.
entity Tool = {
  name: String,
};

// Asked only by hooks of agents, and only while some rule names this action: see docs/guide/hooks.md.
action "tool.call" appliesTo {
  principal: [Person, App, Agent],
  resource: Tool,
  context: {
    // Classes of data found in the arguments, and those that the key declares.
    labels: Set<String>,
    // As for calls of models; here always false and empty.
    overBudget: Bool,
    approvals: Set<String>,
  },
};
`;

/** All that rules can speak of. `policy/schema.cedarschema` is this text; docs/reference/policy-schema.md explains it. */
export const schemaText = `${modelSchemaText}${toolText}`;

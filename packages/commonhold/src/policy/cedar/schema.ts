/** The facts that rules can speak of. `policy/schema.cedarschema` is this text; docs/reference/policy-schema.md explains it. */
export const schemaText = `// What rules of Commonhold can speak of. docs/reference/policy-schema.md explains every name.

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
    // Whether the budget of this key is spent. There are no budgets yet, so it is false.
    overBudget: Bool,
    // Ids of the rules for which somebody has approved of this very call: these bytes, to this destination.
    approvals: Set<String>,
  },
};
`;

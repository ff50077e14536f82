import type { Destination } from '#call';

/** A model at a destination, with how fast it is. Every name is invented; every address is one that nobody can have. */
export interface DemoModel {
  readonly model: string;
  readonly destination: Destination;
  /** Median of the time to the first word, and words a second after it. */
  readonly firstByteMs: number;
  readonly tokensPerSecond: number;
  /** Share of the attempts that fail. */
  readonly failing: number;
}

const engineInside: Destination = {
  provider: 'local',
  legalEntity: undefined,
  country: undefined,
  retentionDays: undefined,
  trainsOnData: undefined,
  local: 'verified',
};

const serverRoom: Destination = {
  provider: 'server-room',
  legalEntity: 'Birchwater School (invented)',
  country: 'DE',
  retentionDays: 0,
  trainsOnData: false,
  local: 'declared',
};

const vendorA: Destination = {
  provider: 'vendor-a',
  legalEntity: 'Vendor A, Inc. (invented)',
  country: 'US',
  retentionDays: 30,
  trainsOnData: false,
  local: 'no',
};

const vendorB: Destination = {
  provider: 'vendor-b',
  legalEntity: 'Vendor B SAS (invented)',
  country: 'FR',
  retentionDays: 0,
  trainsOnData: false,
  local: 'no',
};

/** One of which little is known, as happens. */
const vendorC: Destination = {
  provider: 'vendor-c',
  legalEntity: 'Vendor C (invented)',
  country: undefined,
  retentionDays: undefined,
  trainsOnData: true,
  local: 'no',
};

export const demoModels = {
  small: {
    model: 'demo-open-3b',
    destination: engineInside,
    firstByteMs: 240,
    tokensPerSecond: 38,
    failing: 0.004,
  },
  large: {
    model: 'demo-open-32b',
    destination: serverRoom,
    firstByteMs: 420,
    tokensPerSecond: 55,
    failing: 0.01,
  },
  aLarge: {
    model: 'vendor-a-large',
    destination: vendorA,
    firstByteMs: 760,
    tokensPerSecond: 70,
    failing: 0.02,
  },
  aSmall: {
    model: 'vendor-a-small',
    destination: vendorA,
    firstByteMs: 380,
    tokensPerSecond: 120,
    failing: 0.015,
  },
  bCode: {
    model: 'vendor-b-code',
    destination: vendorB,
    firstByteMs: 620,
    tokensPerSecond: 85,
    failing: 0.02,
  },
  cCheap: {
    model: 'vendor-c-mini',
    destination: vendorC,
    firstByteMs: 900,
    tokensPerSecond: 60,
    failing: 0.06,
  },
} as const satisfies Readonly<Record<string, DemoModel>>;

export type DemoModelName = keyof typeof demoModels;

/** What clients ask for: routes with their candidates in order. A model's own name stands for itself alone. */
export const demoRoutes: Readonly<Record<string, readonly DemoModelName[]>> = {
  homework: ['small', 'large'],
  lessons: ['large', 'aLarge'],
  support: ['aSmall', 'cCheap', 'small'],
  review: ['bCode', 'aLarge'],
  'demo-open-3b': ['small'],
  'demo-open-32b': ['large'],
  'vendor-a-large': ['aLarge'],
  'vendor-b-code': ['bCode'],
};

/** The configuration of the demonstration's home: the same destinations, so that pages can show them. */
export const demoConfiguration = `# Demonstration data. Every company here is invented, and the addresses end in .example, which no
# server can have: a call to one of these providers fails, and nothing of it can reach anybody.
providers:
  server-room:
    wire: openai-chat
    baseUrl: https://models.birchwater.example/v1
    authentication: none
    destination: { legalEntity: Birchwater School (invented), country: DE, retentionDays: 0, trainsOnData: false, local: declared }
    models: [demo-open-32b]
  vendor-a:
    wire: openai-chat
    baseUrl: https://api.vendor-a.example/v1
    authentication: stored
    destination: { legalEntity: "Vendor A, Inc. (invented)", country: US, retentionDays: 30, trainsOnData: false, local: no }
    models: [vendor-a-large, vendor-a-small]
  vendor-b:
    wire: openai-chat
    baseUrl: https://api.vendor-b.example/v1
    authentication: stored
    destination: { legalEntity: Vendor B SAS (invented), country: FR, retentionDays: 0, trainsOnData: false, local: no }
    models: [vendor-b-code]
  vendor-c:
    wire: openai-chat
    baseUrl: https://api.vendor-c.example/v1
    authentication: stored
    destination: { legalEntity: Vendor C (invented), trainsOnData: true, local: no }
    models: [vendor-c-mini]
prices:
  server-room:
    '*': { input: 1, output: 3, currency: EUR }
  vendor-a:
    vendor-a-large: { input: 40, output: 120, currency: USD }
    vendor-a-small: { input: 8, output: 24, currency: USD }
budgets:
  node: [20 USD/month, 100000 calls/month]
labels:
  own: [exam]
routes:
  homework: [{ provider: local, model: smollm2-135m-instruct }, { provider: server-room, model: demo-open-32b }]
  lessons: [{ provider: server-room, model: demo-open-32b }, { provider: vendor-a, model: vendor-a-large }]
  support: [{ provider: vendor-a, model: vendor-a-small }, { provider: vendor-c, model: vendor-c-mini }]
  review: [{ provider: vendor-b, model: vendor-b-code }, { provider: vendor-a, model: vendor-a-large }]
`;

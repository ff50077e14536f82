import type { App } from '#apps';
import type { AppsView } from '#server';
import type { NodeClient } from '../node/node-client.ts';

type Way = AppsView['apps'][number]['ways'][number];
type AskedNames = NonNullable<Way['asked']>;
type Why = NonNullable<AskedNames['names'][number]['why']>;

/** What the node says of the names that an app will ask for; undefined for an app that asks for what it is told. */
export async function askedNamesOf(
  node: NodeClient,
  app: App,
  subscription: boolean,
): Promise<AskedNames | undefined> {
  const { apps } = await node.get<AppsView>('/api/apps');
  const wanted: Way['way'] = subscription ? 'subscription' : 'key';
  return apps.find(({ id }) => id === app.id)?.ways.find(({ way }) => way === wanted)?.asked;
}

const reasons: Readonly<Record<Why, string>> = {
  unknown: 'nobody here is known by that name',
  'not-allowed': 'the key is for other models',
  'model-missing': 'the route of that name leads to models that are not on this machine',
  'credential-missing': 'the credential of its provider is not stored',
  'callers-credential':
    'the row of its provider wants the credential of the app itself, which does not come in this way',
};

/** Nothing where all of them lead somewhere. */
export async function warningsAbout(
  node: NodeClient,
  app: App,
  { beginning, version, row, names }: AskedNames,
  subscription: boolean,
): Promise<string[]> {
  const failing = names.flatMap(({ name, why }) => (why === undefined ? [] : [{ name, why }]));
  const [first] = failing;
  if (first === undefined) return [];
  const model = await modelInside(node);
  const listed = failing.map(({ name }) => name).join(', ');
  return [
    `CALLS OF ${app.title.toUpperCase()} WILL FAIL as this node is now. Unless you set a model in it, it asks for one whose name begins with ${beginning} (version ${version}: ${listed}), and ${reasons[first.why]}. What you can do:`,
    `  ${wayOut(row, first.why)}`,
    ...(app.subscription === true && !subscription
      ? [`  commonhold connect ${app.id} --subscription    where you have one: docs/guide/subscriptions.md`]
      : []),
    ...(model === undefined ? [] : routeLines(failing, model)),
    '',
  ];
}

function routeLines(failing: readonly { readonly name: string }[], model: string): string[] {
  return [
    `  or, in commonhold.yaml, a route to ${model} for each name that it asks for:`,
    '    routes:',
    ...failing.flatMap(({ name }) => [`      ${name}:`, `        - { provider: local, model: ${model} }`]),
  ];
}

interface Listed {
  readonly commonhold: {
    readonly candidates: readonly { readonly provider: string; readonly model: string }[];
  };
}

/** One that the engine inside can answer with. */
async function modelInside(node: NodeClient): Promise<string | undefined> {
  const { data } = await node.get<{ data: Listed[] }>('/v1/models');
  const all = data.flatMap(({ commonhold: { candidates } }) => candidates);
  return all.find(({ provider }) => provider === 'local')?.model;
}

function wayOut(row: string, why: Why): string {
  return why === 'credential-missing'
    ? 'commonhold keys provider NAME    with the name of the row, which "commonhold providers list" shows'
    : row;
}

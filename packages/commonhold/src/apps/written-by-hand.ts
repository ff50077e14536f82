import type { App, AskedNames, ConnectFacts, Saying } from './app.ts';
import { apps } from './apps.ts';

/** Stands in a text where the key will be, which is made only once somebody has agreed. */
export const keyStandIn = 'THE-NEW-KEY';

/** What somebody writes who does it without the command: the very lines that it would write into a file that is not there yet. */
export interface AppByHand {
  readonly id: string;
  readonly title: string;
  readonly kind: App['kind'];
  readonly wire: App['wire'];
  readonly asksFor?: AskedNames;
  readonly ways: readonly WayByHand[];
}

export interface WayByHand {
  /** `subscription`: the app goes on showing its vendor its own credential. */
  readonly way: 'key' | 'subscription';
  /** What does the same. */
  readonly command: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly say: readonly Saying[];
}

/** For every app: where `~` is the person's folder, and what is told where. */
export function appsByHand(address: string, models: readonly string[]): readonly AppByHand[] {
  return apps.map((app) => {
    const { id, title, kind, wire, asksFor } = app;
    const ways = app.subscription === true ? (['key', 'subscription'] as const) : (['key'] as const);
    return {
      id,
      title,
      kind,
      wire,
      ...(asksFor === undefined ? {} : { asksFor }),
      ways: ways.map((way) => wayOf(app, way, address, models)),
    };
  });
}

function wayOf(app: App, way: WayByHand['way'], address: string, models: readonly string[]): WayByHand {
  const facts: ConnectFacts = {
    address,
    key: keyStandIn,
    models,
    userHome: '~',
    environment: {},
    subscription: way === 'subscription',
    hooks: false,
    command: 'commonhold',
    file: app.needsFile === true ? fileName(app) : undefined,
  };
  const { edits, say } = app.plan(facts);
  return {
    way,
    command: commandOf(app, way),
    files: edits.map(({ path, edit }) => ({ path, text: edit('') })),
    say,
  };
}

function commandOf(app: App, way: WayByHand['way']): string {
  return [
    `commonhold connect ${app.id}`,
    ...(way === 'subscription' ? ['--subscription'] : []),
    ...(app.needsFile === true ? [`--file PATH/${fileName(app)}`] : []),
  ].join(' ');
}

function fileName({ id }: App): string {
  return `${id}.yaml`;
}

import { lazy, type LazyExoticComponent, type ReactNode } from 'react';
import type { PageName, Text } from './text/text.ts';

export interface Page {
  readonly name: PageName;
  readonly path: string;
  /** Which of the contents' groups it stands in. */
  readonly group: keyof Text['groups'];
  /** Only owners see it. */
  readonly owners: boolean;
  /** It makes calls, which auditors may not. */
  readonly calls?: true;
  /** It shows what members may not see. */
  readonly notForMembers?: true;
  /** Loaded when it is opened, so that the first page does not carry all the others. */
  readonly component: LazyExoticComponent<() => ReactNode>;
}

/**
 * Every page, in the order of the contents. A later part of the console takes its place by a line here and its words in
 * the catalogue: rehearse, watch and bench to `again`.
 */
export const pages: readonly Page[] = [
  {
    name: 'home',
    path: '/',
    group: 'use',
    owners: false,
    component: lazy(() => import('./features/home/home-page.tsx')),
  },
  {
    name: 'ask',
    path: '/ask',
    group: 'use',
    owners: false,
    calls: true,
    component: lazy(() => import('./features/ask/ask-page.tsx')),
  },
  {
    name: 'connect',
    path: '/connect',
    group: 'use',
    owners: false,
    calls: true,
    component: lazy(() => import('./features/connect/connect-page.tsx')),
  },
  {
    name: 'calls',
    path: '/calls',
    group: 'see',
    owners: false,
    component: lazy(() => import('./features/calls/calls-page.tsx')),
  },
  {
    name: 'costs',
    path: '/costs',
    group: 'see',
    owners: false,
    component: lazy(() => import('./features/costs/costs-page.tsx')),
  },
  {
    name: 'import',
    path: '/import',
    group: 'see',
    owners: true,
    component: lazy(() => import('./features/import/import-page.tsx')),
  },
  {
    name: 'where',
    path: '/where',
    group: 'control',
    owners: false,
    component: lazy(() => import('./features/where/where-page.tsx')),
  },
  {
    name: 'rules',
    path: '/rules',
    group: 'control',
    owners: false,
    notForMembers: true,
    component: lazy(() => import('./features/rules/rules-page.tsx')),
  },
  {
    name: 'approvals',
    path: '/approvals',
    group: 'control',
    owners: false,
    component: lazy(() => import('./features/approvals/approvals-page.tsx')),
  },
  {
    name: 'ledger',
    path: '/ledger',
    group: 'prove',
    owners: false,
    component: lazy(() => import('./features/ledger/ledger-page.tsx')),
  },
  {
    name: 'models',
    path: '/models',
    group: 'own',
    owners: false,
    component: lazy(() => import('./features/models/models-page.tsx')),
  },
  {
    name: 'keys',
    path: '/keys',
    group: 'own',
    owners: true,
    component: lazy(() => import('./features/keys/keys-page.tsx')),
  },
  {
    name: 'settings',
    path: '/settings',
    group: 'own',
    owners: false,
    component: lazy(() => import('./features/settings/settings-page.tsx')),
  },
];

/** The page that an address belongs to: its own path or one below it. */
export function pageAt(path: string): Page | undefined {
  return pages.find((page) => path === page.path || (page.path !== '/' && path.startsWith(`${page.path}/`)));
}

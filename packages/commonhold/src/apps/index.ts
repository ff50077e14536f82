export type { App, ConnectFacts, ConnectPlan, FileEdit } from './app.ts';
export { apps } from './apps.ts';

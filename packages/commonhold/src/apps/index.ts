export {
  type App,
  type AskedNames,
  type ConnectFacts,
  type ConnectPlan,
  type FileEdit,
  isAddress,
  modelStandIn,
  type Saying,
} from './app.ts';
export { apps } from './apps.ts';
export { baseUrlsOf } from './base-urls.ts';
export { isJsonFile } from './edits/json-edit.ts';
export { takeOutOfJson } from './edits/json-take-out.ts';
export { shellWords } from './hooks/shell-words.ts';
export { type AppByHand, appsByHand, keyStandIn, type WayByHand } from './written-by-hand.ts';

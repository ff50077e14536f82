export { isDemoHome, writeDemoMarker } from './demo-marker.ts';
export type { Configuration } from './configuration.ts';
export { type ConfigurationEdit, ConfigurationFile } from './edit-configuration.ts';
export { policyVocabulary, readPolicyFiles } from './policy-files.ts';
export { readPolicyTests } from './policy-test-files.ts';
export { type HomePaths, homePaths } from './home.ts';
export { loadConfiguration, parseConfiguration } from './load.ts';
export {
  type RestoredMark,
  readRestoredMark,
  removeRestoredMark,
  writeRestoredMark,
} from './restored-mark.ts';

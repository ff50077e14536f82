export type { Configuration } from './configuration.ts';
export { type ConfigurationEdit, ConfigurationFile } from './edit-configuration.ts';
export { policyVocabulary, readPolicyFiles } from './policy-files.ts';
export { readPolicyTests } from './policy-test-files.ts';
export { loadConfiguration, parseConfiguration } from './load.ts';

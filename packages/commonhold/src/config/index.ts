export type { Configuration } from './configuration.ts';
export { detectorFilesIn, detectorsFolder, readDetector, readDetectors } from './detector-files.ts';
export { type ConfigurationEdit, ConfigurationFile } from './edit-configuration.ts';
export { finishPolicyFiles, policyVocabulary, readPolicyFiles } from './policy-files.ts';
export { readPolicyTests } from './policy-test-files.ts';
export { policyFilesDigest, refusedPolicyName, replacePolicyFiles } from './replace-policies.ts';
export { adoptStarterSet, readStarterSets } from './starter-sets.ts';
export { loadConfiguration, parseConfiguration } from './load.ts';

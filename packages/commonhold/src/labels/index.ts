export { builtInConfidence, builtInDetectors } from './built-in-detectors.ts';
export { Classifier, type ClassifierOptions } from './classifier.ts';
export type { Classified } from './classified.ts';
export { combineLabels, type LabelVocabulary, parseDeclaredLabels } from './declared.ts';
export { builtInLabels } from './label.ts';
export { detect } from './detect.ts';
export { Dictionary } from './dictionary.ts';
export type { DictionaryTerms } from './dictionary.ts';
export type { Finding } from './finding.ts';
export { inspect } from './inspect.ts';
export { labelOptions } from './options.ts';
export { segmentDigest, segmentsOf } from './segments.ts';
export { LabelSources } from './sources.ts';
export { Pseudonyms, type PseudonymStyle } from './pseudonymise/pseudonyms.ts';
export { Restorer, restoreText } from './pseudonymise/restorer.ts';
export {
  detectorFile,
  detectorNameProblem,
  type ExampleResult,
  provenDetectorFile,
  type ReadDetector,
} from './own/detector-file.ts';
export type { OwnDetector } from './own/own-detector.ts';
export { OwnLooks } from './own/own-looks.ts';
export { presidioDetector } from './presidio.ts';
// What the detectors know, for those who make values by it.
export { accountLengths } from './detectors/iban.ts';
export { modelVendorRules } from './detectors/model-vendor-keys.ts';
export { nationalIds } from './detectors/national-ids.ts';
export { isPlaceholder } from './detectors/placeholder.ts';
export { gitleaksRules } from './detectors/secret-rules.ts';

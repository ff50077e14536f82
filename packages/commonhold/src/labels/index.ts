export { Classifier } from './classifier.ts';
export type { Classified } from './classifier.ts';
export { combineLabels, type LabelVocabulary, parseDeclaredLabels } from './declared.ts';
export { builtInLabels } from './label.ts';
export { Dictionary } from './dictionary.ts';
export type { DictionaryTerms } from './dictionary.ts';
export { labelOptions } from './options.ts';

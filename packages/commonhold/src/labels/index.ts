export { combineLabels, type LabelVocabulary, parseDeclaredLabels } from './declared.ts';
export { labelOptions } from './options.ts';

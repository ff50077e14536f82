export { combineLabels, type LabelVocabulary, parseDeclaredLabels } from './declared.ts';
export { builtInLabels } from './label.ts';
export { labelOptions } from './options.ts';

export { type ImportCounts, importFile, type ImportResult } from './import-file.ts';
export { type ImportFormat, importFormats } from './imported-call.ts';

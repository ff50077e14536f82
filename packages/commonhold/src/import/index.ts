export { HandedOver } from './handed-over.ts';
export { type ImportCounts, importFile, type ImportResult } from './import-file.ts';
export { type ImportFormat, importFormats } from './imported-call.ts';
export { type ImportReport, reportOf, type Route } from './report.ts';

export { HandedOver } from './handed-over.ts';
export { type ImportCounts, importFile, type ImportResult, type SourceFile } from './import-file.ts';
export { type ImportFormat, importFormats } from './imported-call.ts';
export { type ImportReport, reportOf } from './report.ts';
export { hexOf, lacksText, reportSections } from './report-document.ts';
export { reportMarkdown } from './report-markdown.ts';
export type { Route } from './stand-ins.ts';

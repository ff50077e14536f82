import type { ImportReport } from '#import';
import type { ImportUnderWay } from '../record/imports.ts';

export type { ImportReport, ImportUnderWay };

export interface ImportsView {
  readonly underWay: readonly ImportUnderWay[];
  /** How many wrote something and are over; what there is to report may have grown with it. */
  readonly ended: number;
}

export type ImportBegun =
  | { readonly id: string; readonly pieceBytesMax: number }
  /** When this very file was imported to its end. */
  | { readonly importedBefore: string };

export interface ImportResultView {
  readonly format: string;
  /** SHA-256 of the file, base64url. */
  readonly digest: string;
  readonly bytes: number;
  readonly added: number;
  readonly known: number;
  readonly broken: number;
  readonly brokenAt: readonly { readonly number: number; readonly reason: string }[];
  /** Messages that nobody answered: they are in no call. */
  readonly unanswered: number;
  /** What the calls of this file add up to that were added, or would be. */
  readonly report: ImportReport;
}

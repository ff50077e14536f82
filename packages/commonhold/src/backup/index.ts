export { type BackupOptions, makeBackup } from './make-backup.ts';
export type { Manifest } from './manifest.ts';
export { restoreBackup, type RestoreOptions } from './restore-backup.ts';

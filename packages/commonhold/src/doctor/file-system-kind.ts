/** What it means for a database that a file system is of this kind. */
export type FileSystemNature = 'disk' | 'network' | 'memory' | 'layer' | 'program' | 'unknown';

interface FileSystemKind {
  readonly name: string;
  readonly nature: FileSystemNature;
}

/**
 * The numbers by which Linux tells file systems apart (statfs(2), linux/magic.h). SQLite's write-ahead log needs memory
 * shared between processes and locks that hold, which file systems of other machines do not give.
 */
const kinds: ReadonlyMap<number, FileSystemKind> = new Map([
  [0xef53, { name: 'ext4', nature: 'disk' }],
  [0x58465342, { name: 'XFS', nature: 'disk' }],
  [0x9123683e, { name: 'Btrfs', nature: 'disk' }],
  [0x2fc12fc1, { name: 'ZFS', nature: 'disk' }],
  [0xca451a4e, { name: 'bcachefs', nature: 'disk' }],
  [0xf2f52010, { name: 'F2FS', nature: 'disk' }],
  [0x52654973, { name: 'ReiserFS', nature: 'disk' }],
  [0x3153464a, { name: 'JFS', nature: 'disk' }],
  [0x5346544e, { name: 'NTFS', nature: 'disk' }],
  [0x7366746e, { name: 'NTFS', nature: 'disk' }],
  [0xf15f, { name: 'eCryptfs', nature: 'disk' }],
  [0x6969, { name: 'NFS', nature: 'network' }],
  [0x517b, { name: 'SMB', nature: 'network' }],
  [0xfe534d42, { name: 'SMB', nature: 'network' }],
  [0xff534d42, { name: 'SMB', nature: 'network' }],
  [0x564c, { name: 'NetWare', nature: 'network' }],
  [0x5346414f, { name: 'AFS', nature: 'network' }],
  [0x6b414653, { name: 'AFS', nature: 'network' }],
  [0x73757245, { name: 'Coda', nature: 'network' }],
  [0x01021997, { name: '9P', nature: 'network' }],
  [0x00c36400, { name: 'Ceph', nature: 'network' }],
  [0x0bd00bd0, { name: 'Lustre', nature: 'network' }],
  [0x19830326, { name: 'BeeGFS', nature: 'network' }],
  [0x01161970, { name: 'GFS2', nature: 'network' }],
  [0x7461636f, { name: 'OCFS2', nature: 'network' }],
  [0x786f4256, { name: 'a shared folder of VirtualBox', nature: 'network' }],
  [0x01021994, { name: 'tmpfs', nature: 'memory' }],
  [0x858458f6, { name: 'ramfs', nature: 'memory' }],
  [0x794c7630, { name: 'overlayfs', nature: 'layer' }],
  [0x65735546, { name: 'FUSE', nature: 'program' }],
]);

export function kindOf(type: number): FileSystemKind {
  // Some systems give the number with a sign.
  const number = type >>> 0;
  return kinds.get(number) ?? { name: `0x${number.toString(16)}`, nature: 'unknown' };
}

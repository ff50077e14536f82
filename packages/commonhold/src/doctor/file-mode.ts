/** Whether others than its owner may do anything with a file. */
export function isOpen(mode: number): boolean {
  return (mode & 0o077) !== 0;
}

/** As people write it, such as 0600. */
export function modeText(mode: number): string {
  return `0${(mode & 0o777).toString(8).padStart(3, '0')}`;
}

/** The editor, opened at a place. */
export function editAddress(file: string, line: number): string {
  return `/rules/edit?${new URLSearchParams({ file, line: String(line) }).toString()}`;
}

export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Undefined for an address that names no place. */
export function readPlace(search: string): Place | undefined {
  const query = new URLSearchParams(search);
  const [file, line] = [query.get('file'), Number(query.get('line'))];
  return file === null || !Number.isSafeInteger(line) || line < 1 ? undefined : { file, line };
}

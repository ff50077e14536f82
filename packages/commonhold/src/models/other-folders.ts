/** Folders that `COMMONHOLD_MODELS` names, separated as in PATH; pulls look there before they ask anybody. */
export function otherModelFolders(
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const separator = process.platform === 'win32' ? ';' : ':';
  return (environment['COMMONHOLD_MODELS'] ?? '').split(separator).filter((folder) => folder !== '');
}

/** Sets a variable in a file of lines `NAME=value`, in its place or at the end, and leaves every other byte as it is. */
export function setInEnvFile(text: string, name: string, value: string): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const line = new RegExp(`^([ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=)[^\\r\\n]*`, 'm');
  // Of two lines for one name readers differ on which counts, so both would have to change; the first is, and shown.
  if (line.test(text)) return text.replace(line, (_, lead: string) => `${lead}${value}`);
  const gap = text === '' || text.endsWith('\n') ? '' : newline;
  return `${text}${gap}${name}=${value}${newline}`;
}

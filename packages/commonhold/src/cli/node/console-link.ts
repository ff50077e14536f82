/**
 * The console's address with a one-time code in its fragment: a browser sends that part to nobody, and no log of a
 * server or proxy holds it.
 */
export function consoleLink(url: string, code: string): string {
  return `${url}/#code=${code}`;
}

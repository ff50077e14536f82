/** The file of a thread beside this one: `.ts` from a clone, `.js` after a build. */
export function workerUrl(name: 'writer' | 'reader'): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./${name}.${extension}`, import.meta.url);
}

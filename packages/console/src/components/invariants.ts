/**
 * The numbered promises of ARCHITECTURE.md by their number, as plain sentences. They are read out of that page, so that
 * the console cannot promise something else than the code is held to.
 */
export function invariantsOf(page: string): ReadonlyMap<number, string> {
  const section = /^## The invariants$([\s\S]*?)^## /m.exec(page)?.[1] ?? '';
  const found = new Map<number, string>();
  for (const [, number, body] of section.matchAll(/^(\d+)\. ([\s\S]*?)(?=^\d+\. |(?![\s\S]))/gm)) {
    if (number === undefined || body === undefined) continue;
    found.set(Number(number), body.replaceAll('`', '').replaceAll(/\s+/g, ' ').trim());
  }
  return found;
}

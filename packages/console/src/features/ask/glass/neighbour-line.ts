/** The element on the next line, or the one before, that stands nearest above or below; the same one at the edge. */
export function neighbourLine(elements: HTMLCollection, at: number, direction: 1 | -1): number {
  const here = elements[at]?.getClientRects()[0];
  if (here === undefined) return at;
  let best = at;
  let line: number | undefined;
  let distance = Infinity;
  for (let index = at + direction; index >= 0 && index < elements.length; index += direction) {
    const place = elements[index]?.getClientRects()[0];
    if (place === undefined || Math.abs(place.top - here.top) < here.height / 2) continue;
    line ??= place.top;
    if (Math.abs(place.top - line) > here.height / 2) break;
    const away = Math.abs(place.left - here.left);
    if (away < distance) [best, distance] = [index, away];
  }
  return best;
}

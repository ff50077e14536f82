import { useState } from 'react';

/** How much of something long is shown: a part, and one more each time somebody asks. */
export function useParts(
  length: number,
  part: number,
): { readonly shown: number; readonly showMore: () => void } {
  const [parts, setParts] = useState(1);
  return { shown: Math.min(length, parts * part), showMore: () => setParts(parts + 1) };
}

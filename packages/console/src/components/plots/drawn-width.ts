import { useElementSize } from '@mantine/hooks';

/** As wide as the page gives room, so that the words of a drawing are as large as the page's and do not shrink on a phone. */
export function useDrawnWidth(usual: number) {
  const { ref, width } = useElementSize();
  // Before it is drawn for the first time nobody knows.
  return { ref, width: width === 0 ? usual : Math.floor(width) };
}

/** Below this there is room for the first name under a plot and the last. */
const narrow = 480;

/** Which of so many bars have their names below them. */
export function namedBars(count: number, width: number): readonly number[] {
  return [...new Set([0, ...(width < narrow ? [] : [Math.floor((count - 1) / 2)]), count - 1])];
}

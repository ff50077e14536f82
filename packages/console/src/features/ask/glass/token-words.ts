import { visibleControls } from '../../../components/visible-controls.ts';
import type { Text } from '../../../text/text.ts';
import type { Alternative } from '../tokens.ts';

/** A token by itself, in quotation marks, so that its spaces can be seen; what cannot be seen is named. */
export function tokenWords({ text, bytes }: Alternative, words: Text): string {
  const { glass } = words.ask;
  if (text.includes('\ufffd')) return glass.part(hexOf(bytes));
  if (text.trim() === '' && text.includes('\n')) return glass.newLine;
  return `“${visibleControls(text).replaceAll('\n', '⏎')}”`;
}

/** A token where it stands in its text: a line break also breaks the line, and half a character is its bytes. */
export function tokenInText({ text, bytes }: Alternative): string {
  if (text.includes('\ufffd')) return `‹${hexOf(bytes)}›`;
  return visibleControls(text).replaceAll('\n', '⏎\n');
}

function hexOf(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}

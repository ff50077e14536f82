/** Signs that turn the direction of everything after them: what is read would not be what is there. */
const overrides = /[\u202d\u202e]/g;

/** Signs for a terminal: C0 without tab and line breaks, delete, and C1. */
// What is looked for is control characters.
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * The same text with signs that cannot be seen, and that could mislead, as words: `‹U+202E›`. Only what is shown is
 * changed; what is copied or exported is the answer as it came.
 */
export function visibleControls(text: string): string {
  return text.replace(overrides, named).replace(controls, named);
}

function named(sign: string): string {
  return `‹U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`;
}

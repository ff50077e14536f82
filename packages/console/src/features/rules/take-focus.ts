/** As a `ref`: what takes the place of a control that was just used goes on from there, for who uses the keyboard. */
export function takeFocus(element: HTMLElement | null): void {
  element?.focus();
}

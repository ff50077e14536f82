type Content = Node | string;

/** An element with its content. Texts become text and never markup, whatever is in them. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  ...content: readonly Content[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.append(...content);
  return made;
}

/** A digest, a key or an id: set in the fixed face, and broken wherever a line ends. */
export function code(text: string): HTMLElement {
  return element('code', text);
}

export function list(items: readonly Content[]): HTMLUListElement {
  return element('ul', ...items.map((item) => element('li', item)));
}

/** Names with their values; what has no value is left out. */
export function facts(
  rows: readonly (readonly [name: string, value: Content | undefined])[],
): HTMLDListElement {
  const present = rows.flatMap(([name, value]) =>
    value === undefined ? [] : [element('div', element('dt', name), element('dd', value))],
  );
  return element('dl', ...present);
}

/** What is shown when somebody asks for it. */
export function onDemand(summary: string, ...content: readonly Content[]): HTMLDetailsElement {
  return element('details', element('summary', summary), ...content);
}

/** As deep as lists, quotes and emphasis may stand inside each other; browsers stumble over thousands. */
const depthMax = 40;

/** What of the parser is needed here. */
interface Parser {
  data(): { micromarkExtensions?: unknown[] };
}

/** HTML is not even recognised: it is ordinary text, as which it is shown. */
export function withoutHtml(this: unknown): void {
  const data = (this as Parser).data();
  data.micromarkExtensions ??= [];
  data.micromarkExtensions.push({ disable: { null: ['htmlFlow', 'htmlText'] } });
}

interface Tree {
  type: string;
  children?: Tree[];
  value?: string;
}

/** A text that is nested too deeply becomes one block of code, which shows all of it. */
export function shallow(): (tree: unknown, file: unknown) => void {
  return (tree, file) => {
    const root = tree as Tree;
    if (isShallow(root)) return;
    root.children = [{ type: 'code', value: String(file) }];
  };
}

/** Without recursion, because that is what would fail. */
function isShallow(root: Tree): boolean {
  let level: readonly Tree[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > depthMax) return false;
    level = level.flatMap(({ children }) => children ?? []);
  }
  return true;
}

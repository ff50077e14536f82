/** A line of a list holds about this many characters. */
const titleCharactersMax = 70;

/** The title of a conversation that nobody named: how its first question begins. */
export function titleOf(question: string): string {
  const line = question
    .split('\n')
    .map((part) => part.trim())
    .find((part) => part !== '');
  if (line === undefined) return '';
  if (line.length <= titleCharactersMax) return line;
  const cut = line.slice(0, titleCharactersMax);
  const space = cut.lastIndexOf(' ');
  return `${cut.slice(0, space > titleCharactersMax / 2 ? space : titleCharactersMax)} …`;
}

/** Emphasis is parsed in time that grows with the square of a paragraph; up to this it takes less than a moment. */
const paragraphCharactersMax = 6000;
/** More than a long talk; parsing it again with each new word would hold up the page. */
const charactersMax = 200_000;
/** Lists and quotes inside each other, in one line: beyond this nobody reads them and browsers stumble. */
const markersMax = 30;

/** Whether a text can be set as markdown. What cannot is shown as it came, and nothing of it is left out. */
export function canBeSet(text: string): boolean {
  if (text.length > charactersMax) return false;
  let paragraph = 0;
  let fence: string | undefined;
  for (const line of text.split('\n')) {
    if (fence !== undefined) {
      if (closes(line, fence)) fence = undefined;
      continue;
    }
    fence = openingFence(line);
    paragraph = fence !== undefined || line.trim() === '' ? 0 : paragraph + line.length;
    if (paragraph > paragraphCharactersMax || markersOf(line) > markersMax) return false;
  }
  return true;
}

/** Only where it stands at the very beginning of a line: inside a list it would end with the list, wherever that is. */
function openingFence(line: string): string | undefined {
  return /^(?:(`{3,})[^`]*|(~{3,}).*)$/
    .exec(line)
    ?.slice(1)
    .find((marks) => marks !== undefined);
}

function closes(line: string, fence: string): boolean {
  const marks = line.trim();
  return (
    marks.length >= fence.length && /^ {0,3}\S/.test(line) && marks === fence.charAt(0).repeat(marks.length)
  );
}

function markersOf(line: string): number {
  if (/^\s*(?:-[-\s]*|\*[*\s]*)$/.test(line)) return 0;
  const signs = line.replaceAll(/\s/g, '');
  return signs.length - signs.replace(/^[-+*>]+/, '').length;
}

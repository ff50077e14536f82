/** Offers a text as a file, made in this browser: nothing is asked of anybody. */
export function saveFile(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  // What a file system would take for a way to another folder.
  link.download = name.replaceAll(/[/\\:*?"<>|\n]/g, ' ');
  link.click();
  // The browser has begun to read by the next turn; the memory is given back after it.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}

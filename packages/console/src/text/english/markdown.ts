export const markdown = {
  copyCode: 'Copy the code',
  code: (language: string) => (language === '' ? 'Code' : `Code, ${language}`),
  table: 'Table',
  image: 'Image, not loaded',
  noLink: 'no link',
  done: 'done: ',
  toDo: 'to do: ',
  plain: 'Shown as it came: a text of this length or form would take too long to set.',
};

const parts: Readonly<Record<string, string>> = {
  system: 'the instructions that the tool sent before everything else',
  tools: 'the descriptions of the tools that the model could use',
  settings: 'settings such as the temperature',
  history: 'what was said before; it stands in the calls before it',
  messages: 'what was asked',
  answer: 'the answer',
  images: 'pictures and files that were sent along',
  model: 'the name of the model',
  vendor: 'the vendor',
  time: 'when it was',
};

/** What the source of an imported call does not hold, in plain words; a word of a newer node stands for itself. */
export const lacks = (part: string): string => parts[part] ?? part;

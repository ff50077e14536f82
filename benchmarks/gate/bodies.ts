export interface Question {
  /** What the gateway calls the upstream's model. */
  readonly model: string;
  readonly kilobytes: number;
  readonly streamed: boolean;
  /** No two questions of a run have the same. */
  readonly number: number;
}

/**
 * A chat request of a given size. Each differs from every other in every message, so that nothing that was found in one
 * is remembered for the next: the worst that a client can send, and what most of a new question is.
 */
export function chatBody({ model, kilobytes, streamed, number }: Question): string {
  const messages: { readonly role: string; readonly content: string }[] = [];
  const size = kilobytes * 1000 - framing;
  let length = 0;
  while (length < size) {
    const content = textOf(
      Math.min(messageCharacters, size - length),
      `${number}-${messages.length}`,
      length,
    );
    messages.push({ role: messages.length % 2 === 0 ? 'user' : 'assistant', content });
    length += content.length + messageFraming;
  }
  const asked = { model, messages, temperature: 0.2 };
  return JSON.stringify(
    streamed ? { ...asked, stream: true, stream_options: { include_usage: true } } : asked,
  );
}

/** What stands around the messages, and around each. */
const framing = 60;
const messageFraming = 36;
/** A page of text; a long conversation has many of them. */
const messageCharacters = 4000;

/** Ordinary text with numbers, dates and capitals in it: detectors must look closer at some of it and find nothing. */
function textOf(characters: number, number: string, seed: number): string {
  const sentences = [`Question ${number}.`];
  let length = 0;
  for (let at = seed; length < characters; at++) {
    const sentence = lines[(at * 7 + seed) % lines.length] ?? '';
    sentences.push(sentence);
    length += sentence.length + 1;
  }
  return sentences.join(' ').slice(0, Math.max(1, characters));
}

const lines = [
  'A commons is a resource that its users govern together.',
  'In 1968 somebody wrote that this must end badly, and in 1990 somebody else counted where it did not.',
  'The meadow has 240 cows, 12 farmers and 3 rules.',
  'Who takes more than a share pays 15 coins, and pays 30 the second time.',
  'Please compare the two versions (v2.4.1 and v2.5.0) and say what changed.',
  'The meeting of 14 March was moved to 9:30, in room 204.',
  'Most of the water comes in April; by August the lower fields are dry.',
  'Nobody reads the minutes, but everybody wants them kept.',
  'Sum up the following text in five points, each with one reason.',
  'What would change if the forest had one owner?',
  'The invoice is about 1,250.00 for 48 hours; the offer said 45.',
  'Write it so that a child of ten would understand it.',
];

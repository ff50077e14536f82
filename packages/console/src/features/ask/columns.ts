import type { ConversationDocument } from 'commonhold/api';
import { type Message, newestBelow, pathTo, versionsOf, withChange } from './tree.ts';

/**
 * What a person does with a conversation, as pure functions from one document to the next. A document has up to four
 * columns: column `n` asks `models[n]` and shows the path to `shown[n]`. A column that has no message yet shows nothing.
 */
export type Talk = ConversationDocument;

/** Columns that are readable beside each other; the node keeps no more. */
export const columnsMax = 4;

/** One question and its answers, as they stand beside each other. */
export interface Turn {
  readonly key: string;
  readonly cells: readonly Cell[];
}

export interface Cell {
  /** The columns that show this very question: an edit reaches all of them. */
  readonly columns: readonly number[];
  readonly question: Message;
  /** Columns that show the same answer show it once. */
  readonly answers: readonly { readonly columns: readonly number[]; readonly answer: Message }[];
}

export function emptyTalk(models: readonly string[]): Talk {
  return { title: '', models: [...models], parameters: {}, messages: [], shown: [] };
}

/**
 * The rows of the page. Columns that begin alike share one question; where each goes on by itself, the same words of
 * one turn stand once as long as they are the same.
 */
export function turnsOf(talk: Talk): readonly Turn[] {
  const paths = talk.models.map((_, column) => pathTo(talk.messages, talk.shown[column]));
  const length = Math.max(0, ...paths.map((path) => path.filter(({ role }) => role === 'user').length));
  return Array.from({ length }, (_, turn) => {
    const cells: {
      columns: number[];
      question: Message;
      answers: { columns: number[]; answer: Message }[];
    }[] = [];
    for (const [column, path] of paths.entries()) {
      const question = path[turn * 2];
      if (question === undefined) continue;
      let cell = cells.find((other) => other.question.text === question.text);
      if (cell === undefined) cells.push((cell = { columns: [], question, answers: [] }));
      cell.columns.push(column);
      const answer = path[turn * 2 + 1];
      const same = cell.answers.find((other) => other.answer === answer);
      if (same) same.columns.push(column);
      else if (answer) cell.answers.push({ columns: [column], answer });
    }
    return { key: cells[0]?.question.id ?? String(turn), cells };
  });
}

/** Versions that columns can show instead of `message`: those that no other column shows at the same place. */
export function versionsIn(talk: Talk, columns: readonly number[], message: Message): readonly Message[] {
  const elsewhere = new Set(
    talk.shown.flatMap((leaf, other) =>
      columns.includes(other) ? [] : pathTo(talk.messages, leaf).map(({ id }) => id),
    ),
  );
  return versionsOf(talk.messages, message).filter(({ id }) => id === message.id || !elsewhere.has(id));
}

/** Shows another version, and below it what came last. */
export function showVersion(talk: Talk, columns: readonly number[], id: string): Talk {
  return showing(talk, new Map(columns.map((column) => [column, newestBelow(talk.messages, id)])));
}

/** An answer that is to come, and who is asked for it. */
export interface Asked {
  readonly model: string;
  readonly answer: string;
}

interface Asking {
  readonly talk: Talk;
  readonly asked: readonly Asked[];
}

/** Asks every column. Columns that end at the same place share the question; the others have it each for itself. */
export function askAll(talk: Talk, text: string, newId: () => string, created: string): Asking {
  const ends = talk.models.map((_, column) => pathTo(talk.messages, talk.shown[column]).at(-1)?.id ?? null);
  return addQuestion(talk, text, ends, newId, created);
}

/** Asks a question in other words: a sibling of the one that stands there, in every column that shows it. */
export function askInstead(
  talk: Talk,
  turn: number,
  columns: readonly number[],
  text: string,
  newId: () => string,
  created: string,
): Asking {
  const ends = talk.models.map((_, column) =>
    columns.includes(column)
      ? (pathTo(talk.messages, talk.shown[column])[turn * 2]?.parent ?? null)
      : undefined,
  );
  return addQuestion(talk, text, ends, newId, created);
}

/** Makes an answer again, or goes on with a beginning that was given to the model. */
export function answerAgain(
  talk: Talk,
  columns: readonly number[],
  answer: Message,
  fork: { readonly given: string; readonly forced: string } | undefined,
  newId: () => string,
  created: string,
): Asking {
  // A fork is about the model that answered; made again, the answer is that of the model which the column asks now.
  const model = fork === undefined ? (talk.models[columns[0] ?? 0] ?? '') : (answer.model ?? '');
  const message: Message = {
    id: newId(),
    ...(answer.parent === undefined ? {} : { parent: answer.parent }),
    role: 'assistant',
    text: fork?.given ?? '',
    model,
    ...(fork === undefined ? {} : fork),
    created,
  };
  const added = { ...talk, messages: [...talk.messages, message] };
  return {
    talk: showing(added, new Map(columns.map((column) => [column, message.id]))),
    asked: [{ model, answer: message.id }],
  };
}

/** A new column goes on from where the first one is. */
export function addColumn(talk: Talk, model: string): Talk {
  if (talk.models.length >= columnsMax) return talk;
  const [first] = talk.shown;
  const shown = [...talk.shown];
  if (first !== undefined) shown[talk.models.length] = first;
  return { ...talk, models: [...talk.models, model], shown };
}

/** Its messages stay in the tree: as versions of what stands beside them. */
export function removeColumn(talk: Talk, column: number): Talk {
  if (talk.models.length === 1) return talk;
  return {
    ...talk,
    models: talk.models.filter((_, other) => other !== column),
    shown: talk.shown.filter((_, other) => other !== column),
  };
}

export function setModel(talk: Talk, column: number, model: string): Talk {
  return { ...talk, models: talk.models.map((name, other) => (other === column ? model : name)) };
}

export function changeMessage(talk: Talk, id: string, change: Partial<Message>): Talk {
  return { ...talk, messages: [...withChange(talk.messages, id, change)] };
}

/** `null` begins the conversation anew; `undefined` leaves the column alone. */
function addQuestion(
  talk: Talk,
  text: string,
  ends: readonly (string | null | undefined)[],
  newId: () => string,
  created: string,
): Asking {
  const questions = new Map<string | null, string>();
  const messages = [...talk.messages];
  const asked: Asked[] = [];
  const leaves = new Map<number, string>();
  for (const [column, end] of ends.entries()) {
    if (end === undefined) continue;
    let question = questions.get(end);
    if (question === undefined) {
      question = newId();
      questions.set(end, question);
      messages.push({ id: question, ...(end === null ? {} : { parent: end }), role: 'user', text, created });
    }
    const model = talk.models[column] ?? '';
    const answer = newId();
    messages.push({ id: answer, parent: question, role: 'assistant', text: '', model, created });
    asked.push({ model, answer });
    leaves.set(column, answer);
  }
  return { talk: showing({ ...talk, messages }, leaves), asked };
}

function showing(talk: Talk, leaves: ReadonlyMap<number, string>): Talk {
  const shown = talk.models.map((_, column) => leaves.get(column) ?? talk.shown[column]);
  // Columns are empty all together or not at all: all are asked at once, and a new one starts where the first is.
  return { ...talk, shown: shown.filter((leaf) => leaf !== undefined) };
}

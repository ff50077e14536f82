import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addColumn,
  answerAgain,
  askAll,
  askInstead,
  columnsMax,
  emptyTalk,
  removeColumn,
  showVersion,
  type Talk,
  turnsOf,
  versionsIn,
} from './columns.ts';
import { pathTo } from './tree.ts';

const created = '2026-11-22T10:00:00.000Z';

function counter(): () => string {
  let count = 0;
  return () => `message-${count++}`;
}

const texts = (talk: Talk, column: number): string[] =>
  pathTo(talk.messages, talk.shown[column]).map(({ role, text, model }) =>
    role === 'user' ? text : `by ${model}`,
  );

describe('asking several models', () => {
  test('puts one question above their answers, and later each goes on with its own', () => {
    const newId = counter();
    const first = askAll(emptyTalk(['a', 'b']), 'One?', newId, created);
    expect(first.asked.map(({ model }) => model)).toEqual(['a', 'b']);
    expect(first.talk.messages.filter(({ role }) => role === 'user')).toHaveLength(1);

    const { talk } = askAll(first.talk, 'Two?', newId, created);
    expect(texts(talk, 0)).toEqual(['One?', 'by a', 'Two?', 'by a']);
    expect(texts(talk, 1)).toEqual(['One?', 'by b', 'Two?', 'by b']);
    const turns = turnsOf(talk);
    expect(turns.map(({ cells }) => cells.length)).toEqual([1, 1]);
    expect(turns[1]?.cells[0]?.answers.map(({ columns }) => columns)).toEqual([[0], [1]]);
  });

  test('shows once what two columns have in common', () => {
    const newId = counter();
    const { talk } = askAll(emptyTalk(['a']), 'One?', newId, created);
    const wider = askAll(addColumn(talk, 'b'), 'Two?', newId, created);
    const [first, second] = turnsOf(wider.talk);
    expect(first?.cells[0]?.answers.map(({ columns }) => columns)).toEqual([[0, 1]]);
    expect(second?.cells[0]?.answers.map(({ columns }) => columns)).toEqual([[0], [1]]);
    expect(texts(wider.talk, 1)).toEqual(['One?', 'by a', 'Two?', 'by b']);
  });

  test('keeps the answers of a column that is taken away as versions of the one beside it', () => {
    const { talk } = askAll(emptyTalk(['a', 'b']), 'One?', counter(), created);
    const answer = pathTo(talk.messages, talk.shown[0]).at(-1);
    if (answer === undefined) throw new Error('no answer');
    expect(versionsIn(talk, [0], answer)).toHaveLength(1);
    expect(versionsIn(removeColumn(talk, 1), [0], answer)).toHaveLength(2);
  });
});

describe('versions', () => {
  test('an answer made again stands in the place of the first, which can be shown with all that followed it', () => {
    const newId = counter();
    const one = askAll(emptyTalk(['a']), 'One?', newId, created).talk;
    const first = pathTo(one.messages, one.shown[0])[1];
    const two = askAll(one, 'Two?', newId, created).talk;
    if (first === undefined) throw new Error('no answer');
    const again = answerAgain(two, [0], first, undefined, newId, created).talk;
    expect(texts(again, 0)).toEqual(['One?', 'by a']);
    expect(versionsIn(again, [0], first)).toHaveLength(2);
    expect(texts(showVersion(again, [0], first.id), 0)).toEqual(['One?', 'by a', 'Two?', 'by a']);
  });

  test('a question in other words is asked of every column that shows it, and of no other', () => {
    const newId = counter();
    const one = askAll(emptyTalk(['a', 'b']), 'One?', newId, created).talk;
    const two = askAll(one, 'Two?', newId, created).talk;
    const edited = askInstead(two, 1, [0, 1], 'Zwei?', newId, created);
    expect(edited.asked).toHaveLength(2);
    expect(texts(edited.talk, 0)).toEqual(['One?', 'by a', 'Zwei?', 'by a']);
    expect(texts(edited.talk, 1)).toEqual(['One?', 'by b', 'Zwei?', 'by b']);
    const alone = askInstead(two, 1, [1], 'Deux?', newId, created);
    expect(texts(alone.talk, 0)).toEqual(texts(two, 0));
    expect(turnsOf(alone.talk)[1]?.cells).toHaveLength(2);
  });

  test('the first question in other words begins the conversation anew', () => {
    const newId = counter();
    const { talk } = askAll(emptyTalk(['a']), 'One?', newId, created);
    const edited = askInstead(talk, 0, [0], 'Uno?', newId, created).talk;
    expect(texts(edited, 0)).toEqual(['Uno?', 'by a']);
    expect(edited.messages.filter(({ parent }) => parent === undefined)).toHaveLength(2);
  });

  test('a fork is of the model that answered, whoever the column asks now, and says what was given', () => {
    const newId = counter();
    const { talk } = askAll(emptyTalk(['a']), 'One?', newId, created);
    const answer = pathTo(talk.messages, talk.shown[0])[1];
    if (answer === undefined) throw new Error('no answer');
    const other = { ...talk, models: ['b'] };
    const fork = answerAgain(other, [0], answer, { given: 'A fox', forced: ' fox' }, newId, created);
    expect(fork.asked[0]?.model).toBe('a');
    expect(fork.talk.messages.at(-1)).toMatchObject({
      text: 'A fox',
      given: 'A fox',
      forced: ' fox',
      model: 'a',
    });
  });
});

type Act = 'ask' | 'again' | 'edit' | 'widen' | 'narrow' | 'version';
const acts = fc.array(
  fc.tuple(fc.constantFrom<Act>('ask', 'again', 'edit', 'widen', 'narrow', 'version'), fc.nat({ max: 99 })),
  { maxLength: 40 },
);

function perform(talk: Talk, [act, choice]: readonly [Act, number], newId: () => string): Talk {
  const column = choice % talk.models.length;
  const path = pathTo(talk.messages, talk.shown[column]);
  const answer = path.filter(({ role }) => role === 'assistant')[choice % Math.max(1, path.length / 2)];
  switch (act) {
    case 'ask':
      return askAll(talk, `question ${choice % 3}`, newId, created).talk;
    case 'again':
      return answer ? answerAgain(talk, [column], answer, undefined, newId, created).talk : talk;
    case 'edit':
      return path.length > 0 ? askInstead(talk, 0, [column], `edit ${choice}`, newId, created).talk : talk;
    case 'widen':
      return addColumn(talk, `model ${choice}`);
    case 'narrow':
      return removeColumn(talk, column);
    case 'version': {
      const versions = answer ? versionsIn(talk, [column], answer) : [];
      const chosen = versions[choice % Math.max(1, versions.length)];
      return chosen ? showVersion(talk, [column], chosen.id) : talk;
    }
  }
}

test('whatever is done, no message is ever lost, every column ends at an answer, and every message shown is a message', () => {
  fc.assert(
    fc.property(acts, (list) => {
      const newId = counter();
      let talk = emptyTalk(['a']);
      for (const act of list) {
        const before = talk;
        talk = perform(talk, act, newId);
        expect(talk.messages.slice(0, before.messages.length)).toEqual(before.messages);
        expect(talk.models.length).toBeLessThanOrEqual(columnsMax);
        expect([0, talk.models.length]).toContain(talk.shown.length);
        for (const leaf of talk.shown) expect(pathTo(talk.messages, leaf).at(-1)?.role).toBe('assistant');
        const drawn = turnsOf(talk).flatMap(({ cells }) => cells.flatMap(({ answers }) => answers));
        for (const { answer } of drawn) expect(talk.messages).toContain(answer);
      }
    }),
  );
});

import type { Text } from '../../text/text.ts';
import { type Talk, turnsOf } from './columns.ts';
import type { Message } from './tree.ts';
import { whereText } from './where-text.ts';

/** What is shown now, to be read: the versions in view, with where each answer ran and its record. */
export function talkAsMarkdown(talk: Talk, text: Text): string {
  const parts = [`# ${talk.title || text.ask.untitled}`];
  if (talk.system !== undefined && talk.system.trim() !== '') {
    parts.push(`## ${text.ask.settings.system}`, talk.system);
  }
  for (const { cells } of turnsOf(talk)) {
    for (const { question, answers } of cells) {
      parts.push(`## ${text.ask.answer.you}`, question.text);
      for (const { answer } of answers)
        parts.push(`## ${answer.model ?? ''}`, answer.text, facts(answer, text));
    }
  }
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function facts(answer: Message, text: Text): string {
  const { destination: provider, local, call, forced } = answer;
  const words = [
    ...(provider === undefined || local === undefined ? [] : [whereText(text, { provider, local })]),
    ...(call === undefined ? [] : [`${text.ask.record.entry}: ${call}`]),
    ...(forced === undefined ? [] : [`${text.ask.answer.forkAtStart}“${forced}”`]),
    ...(answer.error === undefined ? [] : [text.ask.answer.failed(answer.error)]),
  ];
  return words.length === 0 ? '' : `*${words.join(' · ')}*`;
}

/** Everything that is kept of it, all versions included, as the node keeps it. */
export function talkAsJson(id: string, talk: Talk): string {
  return `${JSON.stringify({ id, ...talk }, null, 2)}\n`;
}

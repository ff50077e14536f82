import type { Text } from '../../text/text.ts';
import type { Talk } from './columns.ts';
import { checkSchema, numberNames, settingsOf } from './settings.ts';

/** What is set in a conversation, in a few words; empty when everything is as the model has it. */
export function settingsText(talk: Talk, { ask }: Text): readonly string[] {
  const settings = settingsOf(talk);
  const { now, ...names } = ask.settings;
  return [
    ...(talk.system === undefined || talk.system.trim() === '' ? [] : [now.system]),
    ...numberNames.flatMap((name) =>
      settings[name] === undefined ? [] : [`${names[name].toLowerCase()} ${settings[name]}`],
    ),
    ...(settings.stop === undefined ? [] : [now.stop(settings.stop.length)]),
    ...(settings.deterministic === true ? [now.deterministic] : []),
    ...(checkSchema(settings.schema).type === 'valid' ? [now.schema] : []),
    ...(settings.tokens === false ? [now.noTokens] : []),
  ];
}

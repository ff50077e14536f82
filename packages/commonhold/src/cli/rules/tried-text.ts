import type { TryExample, TryGroup, TryGroupView, TryResult } from '#server';
import { styled, type Terminal } from '../terminal/terminal.ts';
import { oneLine } from '../terminal/text.ts';

/** Principals and rules of a change that a terminal shows; `--json` has up to a hundred. */
const shownMax = 10;

/** In the order in which somebody who is about to change the rules wants to know. */
const titles: Readonly<Record<TryGroup, string>> = {
  newlyDenied: 'newly denied',
  newlyAllowed: 'newly allowed',
  rerouted: 'would go elsewhere',
  pseudonymised: 'would be asked with pseudonyms; whether that is enough is not known without the text',
  plain: 'would leave without the pseudonyms that they left with',
  approval: 'would wait for an approval',
  unknown: 'unknown: it depends on what was not recorded',
  otherRules: 'would end as they did, by other rules',
};

export function triedText(terminal: Terminal, result: TryResult): string {
  const { since, until, calls, decisions, same, mode, groups, warnings, assumptions } = result;
  const { notDecided, erased } = result;
  const shown = (Object.keys(titles) as TryGroup[]).filter((kind) => groups[kind].decisions > 0);
  return [
    `${since} to ${until}: ${countText(calls, 'call')}, ${countText(decisions, 'decision')}; ${same} would be the same.`,
    ...(mode === 'observe' ? ['As if rules were only observed: nothing is denied by them.'] : []),
    ...(notDecided > 0 ? [`${countText(notDecided, 'call')} ended for another reason than the rules.`] : []),
    ...(erased > 0 ? [`${countText(erased, 'call')} cannot be decided again: their record is erased.`] : []),
    ...warnings.map((warning) => `Probably not meant: ${oneLine(warning, lineMax)}.`),
    ...shown.flatMap((kind) => [
      '',
      ...groupText(terminal, titles[kind], groups[kind], kind !== 'otherRules'),
    ]),
    '',
    ...assumptions,
  ].join('\n');
}

const lineMax = 1000;

function groupText(
  terminal: Terminal,
  title: string,
  group: TryGroupView,
  hasExamples: boolean,
): readonly string[] {
  const { calls, decisions, byPrincipal, principals, byRule, rules, examples } = group;
  const attempts = decisions > calls ? ` (${decisions} decisions)` : '';
  return [
    `${styled(terminal, 'bold', countText(calls, 'call'))}${attempts} ${title}`,
    listText(
      '  who    ',
      byPrincipal.map(({ principal, name, calls: count }) => `${name ?? principal} ${count}`),
      principals,
    ),
    ...(rules === 0
      ? []
      : [
          listText(
            '  rules  ',
            byRule.map(({ rule, calls: count }) => `${rule} ${count}`),
            rules,
          ),
        ]),
    ...(hasExamples ? examples.flatMap((example) => exampleText(terminal, example)) : []),
  ];
}

function listText(head: string, names: readonly string[], total: number): string {
  const shown = names.slice(0, shownMax).map((name) => oneLine(name, 100));
  const more = total > shown.length ? `, and ${total - shown.length} more` : '';
  return `${head}${shown.join(', ')}${more}`;
}

function exampleText(terminal: Terminal, example: TryExample): readonly string[] {
  const { call, attempt, time, principal, name, asked, before, after, from, to, missing } = example;
  const which = attempt > 1 ? `, attempt ${attempt}` : '';
  const way = [...new Set([from, to])].map((provider) => provider ?? 'nowhere').join(' → ');
  const trail = (steps: readonly string[]): string => oneLine(steps.join(' → '), lineMax);
  return [
    `  ${styled(terminal, 'dim', call)}  ${time}  ${oneLine(name ?? principal, 30)}, ${oneLine(asked, 60)}${which}: ${oneLine(way, 130)}`,
    `      was      ${trail(before)}`,
    ...(missing === undefined
      ? [`      would be ${trail(after)}`]
      : [`      unknown  ${oneLine(missing.join(', '), lineMax)}`]),
  ];
}

function countText(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

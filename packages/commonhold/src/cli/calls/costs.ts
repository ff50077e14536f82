import { CommonholdError } from '#base';
import type { BudgetView, CostsBy, CostSumsView, CostsView, CostView } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { withNode } from '../node/node-client.ts';
import { print, printJson } from '../terminal/terminal.ts';
import { printable, table } from '../terminal/text.ts';

interface CostsOptions {
  readonly days?: number | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly by: CostsBy;
  readonly csv: boolean;
  readonly json: boolean;
}

export const costsAction: Action<CostsOptions> = async (terminal, options) => {
  const { days, from, to, by, csv, json } = options;
  if (json && csv)
    throw new CommonholdError('request_invalid', { detail: '--json is one form, --csv another' });
  const query = new URLSearchParams({ by });
  if (days !== undefined) query.set('days', String(days));
  if (from !== undefined) query.set('from', from);
  if (to !== undefined) query.set('to', to);
  return withNode(terminal, async (node) => {
    if (csv) {
      const bytes = await node.bytes(`/api/costs.csv?${query.toString()}`);
      terminal.output.write(
        terminal.output.isTTY === true ? printable(Buffer.from(bytes).toString()) : bytes,
      );
      return exitCodes.done;
    }
    const view = await node.get<CostsView>(`/api/costs?${query.toString()}`);
    if (json) printJson(terminal, view);
    else print(terminal, costsText(view));
    return exitCodes.done;
  });
};

function costsText({ from, to, whose, totals, costs, by, budgets }: CostsView): string {
  const period = `${from} to ${to}${whose === 'own' ? ', your own calls' : ''}`;
  const left = budgets.length === 0 ? [] : ['', 'Budgets as they stand now:', budgetsText(budgets)];
  if (costs.length === 0) return [`${period}: nothing was sent.`, ...left].join('\n');
  return [
    `${period}: ${totals.calls} calls, ${totals.attempts} sendings: ${amountsText(totals)}.`,
    ...unknowns(totals),
    ...toldBy(totals),
    '',
    table(
      [headings[by], 'sendings', 'calls', 'tokens in', 'tokens out', 'cost', 'unknown'],
      costs.map((cost) => [
        printable(names[by](cost)),
        String(cost.attempts),
        String(cost.calls),
        String(cost.inputTokens),
        String(cost.outputTokens),
        amountsText(cost),
        String(cost.unpriced + cost.unmetered + cost.open),
      ]),
    ),
    ...left,
  ].join('\n');
}

function budgetsText(budgets: readonly BudgetView[]): string {
  return table(
    ['of', 'budget', 'used', 'left', 'anew on'],
    budgets.map(({ of, principal, project, budget, used, left, renews }) => [
      printable(of === 'node' ? 'the node' : (principal?.name ?? `project ${project ?? ''}`)),
      budget,
      used,
      left,
      renews.slice(0, 16).replace('T', ' '),
    ]),
  );
}

/** Nothing that was paid is not the same as nothing that is known. */
function amountsText({ money, attempts, unpriced, unmetered, open }: CostSumsView): string {
  if (money.length > 0) return money.map(({ amount, currency }) => `${amount} ${currency}`).join(' and ');
  return attempts === unpriced + unmetered + open ? 'unknown' : 'nothing';
}

function unknowns({ attempts, unpriced, unmetered, estimated, open }: CostSumsView): string[] {
  const parts: readonly (readonly [number, string])[] = [
    [unpriced, 'have an unknown price'],
    [unmetered, 'brought no count of tokens'],
    [open, 'are under way, or it never came out what they took'],
    [estimated, 'are priced by an estimate of their tokens'],
  ];
  const said = parts.flatMap(([count, words]) => (count === 0 ? [] : [`${count} ${words}`]));
  return said.length === 0 ? [] : [`Of ${attempts} sendings ${said.join(', ')}.`];
}

/** Sums by somebody else's word stand apart from those that were worked out from prices. */
function toldBy({ told, toldMoney }: CostSumsView): string[] {
  if (told === 0) return [];
  const amounts = toldMoney.map(({ amount, currency }) => `${amount} ${currency}`).join(' and ');
  return [
    `${amounts} of it is what destinations said they took, for ${told} sendings; the rest is worked out from prices.`,
  ];
}

const headings: Readonly<Record<CostsBy, string>> = {
  principal: 'caller',
  model: 'model',
  vendor: 'vendor',
  project: 'project',
  destination: 'destination',
};

const names: Readonly<Record<CostsBy, (cost: CostView) => string>> = {
  principal: ({ principal }) => principal?.name ?? '',
  model: ({ model = '', provider = '' }) => `${model} at ${provider}`,
  vendor: ({ vendor, provider = '' }) => vendor?.title ?? provider,
  project: ({ project = '' }) => project,
  destination: ({ provider = '' }) => provider,
};

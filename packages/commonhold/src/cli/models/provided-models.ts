import type { ProvidedModelView, ProviderModelsView } from '#server';
import { type Action, exitCodes } from '../command.ts';
import { withNode } from '../node/node-client.ts';
import { complain, print, printJson } from '../terminal/terminal.ts';
import { table } from '../terminal/text.ts';

export interface ProvidedModelsOptions {
  readonly provider: string;
  readonly json: boolean;
}

/** `commonhold models list --provider`: the running node asks the provider, because it has the credential. */
export const providedModelsCommand: Action<ProvidedModelsOptions> = async (terminal, { provider, json }) => {
  const path = `/api/providers/${encodeURIComponent(provider)}/models`;
  const view = await withNode(terminal, (node) => node.get<ProviderModelsView>(path));
  if (json) {
    printJson(terminal, view);
    return exitCodes.done;
  }
  const headings = ['model', 'callable here', 'context', 'in', 'out', 'price by'];
  print(terminal, table(headings, view.models.map(rowOf)));
  for (const sentence of notes(view)) complain(terminal, sentence);
  return exitCodes.done;
};

function rowOf({ name, aliases = [], listed, context, price }: ProvidedModelView): string[] {
  return [
    aliases.length === 0 ? name : `${name} (also ${aliases.join(', ')})`,
    listed ? 'yes' : 'no',
    context === undefined ? 'unknown' : `${context.tokens}${context.by === 'list' ? ' (list)' : ''}`,
    price === undefined ? 'unknown' : moneyText(price.input, price.currency),
    price === undefined ? 'unknown' : moneyText(price.output, price.currency),
    price?.by ?? '-',
  ];
}

/** As many digits as a price needs, and no exponent. */
function moneyText(amount: number, currency: string): string {
  return `${amount.toLocaleString('en', { maximumFractionDigits: 9, useGrouping: false })} ${currency}`;
}

function notes({ models }: ProviderModelsView): string[] {
  const list = models.find(({ price }) => price?.by === 'list')?.price;
  const isPriced = models.some(({ price }) => price !== undefined);
  const byList = list ?? (models.some(({ context }) => context?.by === 'list') ? {} : undefined);
  return [
    ...(isPriced ? ['Prices are for a million tokens of a short request.'] : []),
    ...(byList === undefined
      ? []
      : [
          `What the provider does not say comes from a published list${list?.list === undefined ? '' : ` (${list.list}, of ${list.priced ?? 'an unknown day'})`}, and may have changed since.`,
        ]),
    ...(models.some(({ listed }) => !listed)
      ? ['"no" under "callable here": its row lists no such name. Add it under models:, or write a route.']
      : []),
  ];
}

import { numberText } from '../../components/written.ts';

const sendings = (count: number): string => (count === 1 ? '1 sending' : `${numberText(count)} sendings`);
const calls = (count: number): string => (count === 1 ? '1 call' : `${numberText(count)} calls`);
const times = (count: number): string => (count === 1 ? 'once' : `${numberText(count)} times`);
const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** What calls cost, wherever it is shown. */
export const costs = {
  none: 'nothing was sent',
  nothing: 'nothing',
  unknown: 'unknown',
  withUnknown: (paid: string, unknown: number, all: number) =>
    `${paid}, and unknown for ${numberText(unknown)} of ${sendings(all)}`,
  andUnknown: (paid: string) => `${paid} and unknown`,
  byFile: (paid: string) => `${paid}, by the file`,
  cost: 'Cost',
  engine: 'nothing: a model inside this node',
  noPrice: 'unknown: there is no price for this model',
  noUsage: 'unknown: nobody counted the tokens',
  byOwner: (amount: string) => `${amount}, by your own prices`,
  byDestination: (amount: string) => `${amount}, as the destination says`,
  byList: (amount: string, name: string, day: string) => `${amount}, by the list ${name} of ${day}`,
  estimated: (cost: string) => `${cost}; the tokens are an estimate`,
  and: (amounts: readonly string[]) => list.format(amounts),
  page: {
    lead: 'What calls cost, as far as anybody knows. What nobody knows is unknown, and never nothing.',
    own: 'These are your own calls.',
    empty:
      'Nothing of this time is on record with its cost: nothing was sent, or a version of Commonhold sent it that kept no costs.',
    sentence: (count: number, sent: number, paid: string) =>
      `${calls(count)}, sent ${times(sent)}, cost ${paid}.`,
    free: (count: number) => `${sendings(count)} cost nothing: the engine inside this node answered.`,
    told: (paid: string, count: number) =>
      `${paid} of it is what destinations said they took, for ${sendings(count)}. The rest is worked out from prices.`,
    unknowns: (parts: readonly string[]) => `Not in that sum: ${list.format(parts)}.`,
    unpriced: (count: number) =>
      count === 1
        ? '1 sending to a model without a known price'
        : `${numberText(count)} sendings to models without a known price`,
    unmetered: (count: number) => `${sendings(count)} of which nobody counted the tokens`,
    open: (count: number) => `${sendings(count)} under way, or of which it never came out what they took`,
    estimated: (count: number) =>
      `For ${sendings(count)} the tokens are an estimate from the length of the texts, and so is the cost.`,
    notIn:
      'Fees that are not for tokens, discounts and taxes are in no price, and neither is what your own machine and its electricity cost. Compare this with your bills.',
    plot: {
      title: 'By day',
      titleMonths: 'By month',
      caption: (currency: string, paid: string) => `Cost a day in ${currency}, together ${paid}`,
      captionMonths: (currency: string, paid: string) => `Cost a month in ${currency}, together ${paid}`,
      unknownKey: 'of some of it the cost is unknown',
      day: (day: string, paid: string, unknown: number) =>
        unknown === 0 ? `${day}: ${paid}` : `${day}: ${paid}, and unknown for ${sendings(unknown)}`,
      nothingPaid: 'Nothing that was sent in this time has a cost that is known.',
      asTable: 'The same as a table',
      columns: { day: 'Day', month: 'Month', cost: 'Cost', sendings: 'Sent', unknown: 'Unknown' },
    },
    budgets: {
      title: 'Budgets',
      lead: (zone: string) =>
        `As they stand now, whatever time is chosen above. Their days and months are those of ${zone}. What calls under way may take is counted already.`,
      none: 'There are none. The owner sets them for the node and for projects in commonhold.yaml, and for a key on the page',
      keys: 'Keys',
      of: 'Of',
      node: 'this node',
      project: (name: string) => `the project ${name}`,
      budget: 'Budget',
      used: 'Used',
      left: 'Left',
      renews: 'Begins anew',
      usedUp: 'used up',
      tell: 'nothing is refused; the rules decide',
    },
    table: {
      title: 'What for',
      choose: 'Added up by',
      by: {
        model: 'model',
        vendor: 'vendor',
        principal: 'person or key',
        project: 'project',
        destination: 'destination',
      },
      caption: (by: string) => `Costs by ${by}`,
      columns: {
        model: 'Model',
        vendor: 'Vendor',
        principal: 'Person or key',
        project: 'Project',
        destination: 'Destination',
        sendings: 'Sent',
        calls: 'Calls',
        input: 'Tokens in',
        output: 'Tokens out',
        cost: 'Cost',
        unknown: 'Unknown',
        open: 'show calls',
      },
      at: (provider: string) => `at ${provider}`,
      noVendor: 'no vendor is named in its row',
      engine: 'the engine inside this node',
      revoked: 'revoked',
      kinds: { person: 'person', app: 'app', agent: 'agent' },
      told: (paid: string) => `${paid} by the destination’s word`,
      none: '–',
      openName: (name: string) => `Show calls of ${name}`,
      more: (count: number) => `Show ${numberText(count)} more`,
      note: 'A call that was handed on from one destination to another was sent to both, and both are paid. A call counts where it was sent first.',
    },
    imported: {
      title: 'Imported calls',
      lead: 'They are in no figure above: this node did not send them, and what they cost is the word of the files that they came from, for all time.',
      told: (paid: string, count: number) => `${paid} for ${calls(count)}, as the files say.`,
      listed: (paid: string, count: number) =>
        `${paid} for ${calls(count)}, worked out from the list of prices; with a subscription, what the tokens would have cost.`,
      unknown: (count: number) => `Unknown for ${calls(count)}.`,
      list: 'Show them',
    },
    take: {
      title: 'Take it away',
      csv: (by: string) => `This table, by ${by}, for spreadsheets (CSV)`,
      command: 'The same at a terminal:',
    },
  },
};

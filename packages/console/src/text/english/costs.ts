import { numberText } from '../../components/written.ts';

/** What calls cost, wherever it is shown. */
export const costs = {
  none: 'nothing was sent',
  nothing: 'nothing',
  unknown: 'unknown',
  withUnknown: (paid: string, unknown: number, sendings: number) =>
    `${paid}, and unknown for ${numberText(unknown)} of ${numberText(sendings)} sendings`,
  cost: 'Cost',
  engine: 'nothing: a model inside this node',
  noPrice: 'unknown: there is no price for this model',
  noUsage: 'unknown: nobody counted the tokens',
  byOwner: (amount: string) => `${amount}, by your own prices`,
  byDestination: (amount: string) => `${amount}, as the destination says`,
  byList: (amount: string, list: string, day: string) => `${amount}, by the list ${list} of ${day}`,
  estimated: (cost: string) => `${cost}; the tokens are an estimate`,
};

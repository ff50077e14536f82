/** An amount of one currency, as a decimal number. Sums of several currencies are never added up. */
export interface MoneyView {
  readonly currency: string;
  readonly amount: string;
}

export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  /** From 1; 0 when it is about the whole file. */
  readonly line: number;

  constructor(line: number, what: string) {
    super(`Line ${line} of the policy cannot be taken: ${what}.`);
    this.line = line;
  }
}

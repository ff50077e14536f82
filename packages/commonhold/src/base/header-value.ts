/** One text for a header that Node gives as a list when it came several times: HTTP says that they are one list. */
export function headerValue(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'object' ? value.join(', ') : value;
}

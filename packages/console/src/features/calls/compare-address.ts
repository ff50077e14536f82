/** The address of two calls side by side. */
export function compareAddress(left: string, right: string): string {
  return `/calls/compare?${new URLSearchParams({ left, right }).toString()}`;
}

export function readCompareAddress(search: string): { readonly left: string; readonly right: string } {
  const query = new URLSearchParams(search);
  return { left: query.get('left') ?? '', right: query.get('right') ?? '' };
}

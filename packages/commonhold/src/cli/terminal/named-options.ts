/** commander leaves out options that were not given; our actions want them named. */
export function named<Options extends object, Name extends string>(
  options: Options,
  names: readonly Name[],
): Options & Record<Name, never> {
  const named = Object.fromEntries(names.map((name) => [name, undefined]));
  return { ...named, ...options } as Options & Record<Name, never>;
}

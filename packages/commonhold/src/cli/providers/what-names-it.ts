import type { Configuration, ConfigurationEdit } from '#config';

/** Where the steps of a route are that go to a provider, the last one first, so that each can be taken out by its place. */
export function stepsWith(name: string, { routes }: Configuration, route: string): number[] {
  return (routes[route] ?? []).flatMap(({ provider }, at) => (provider === name ? [at] : [])).toReversed();
}

/** Routes that go nowhere else. */
export function uselessRoutes(name: string, { routes }: Configuration): string[] {
  return Object.entries(routes).flatMap(([route, steps]) =>
    steps.every(({ provider }) => provider === name) ? [route] : [],
  );
}

/** The row, and what could not stay without it. */
export function editsToRemove(name: string, current: Configuration): ConfigurationEdit[] {
  const useless = uselessRoutes(name, current);
  return [
    ...unsetAll('providers', [name], current),
    ...(Object.hasOwn(current.prices, name) ? unsetAll('prices', [name], current) : []),
    ...unsetAll('routes', useless, current),
    ...Object.keys(current.routes)
      .filter((route) => !useless.includes(route))
      .flatMap((route) =>
        stepsWith(name, current, route).map(
          (at) => ({ type: 'remove', path: ['routes', route], at }) as const,
        ),
      ),
  ];
}

/** The whole part, where nothing of it would be left. */
function unsetAll(
  part: 'providers' | 'prices' | 'routes',
  names: readonly string[],
  current: Configuration,
): ConfigurationEdit[] {
  const isAll = names.length > 0 && names.length === Object.keys(current[part]).length;
  if (isAll) return [{ type: 'unset', path: [part] }];
  return names.map((name) => ({ type: 'unset', path: [part, name] }));
}

/** Names and beginnings of names that clients could call before and cannot any more; models on this machine not counted. */
export function namesLost(before: Configuration, after: Configuration): string[] {
  const [had, has] = [namesIn(before), namesIn(after)];
  const isLeft = (name: string): boolean =>
    has.has(name) ||
    [...has].some((one) => one.endsWith('*') && name.replace(/\*$/, '').startsWith(one.slice(0, -1)));
  return [...had].filter((name) => !isLeft(name));
}

function namesIn({ providers, routes }: Configuration): Set<string> {
  return new Set([...Object.keys(routes), ...Object.values(providers).flatMap(({ models }) => models)]);
}

/**
 * So many rules in Cedar as people write them: those that a small company starts with, and then the same shapes for one
 * project after another, which is how sets of rules grow. None of them stands in the way of the benchmark's calls.
 */
export function rulesText(count: number): string {
  const rules = [...permits, ...shapes.map((shape) => shape('everybody', 'principal'))];
  for (let project = 0; rules.length < count; project++) {
    const group = `principal in Group::"project:p${project}"`;
    rules.push(...shapes.map((shape) => shape(`p${project}`, group)));
  }
  return rules.slice(0, count).join('\n');
}

/** What the starter set for a company allows. */
const permits = [
  '@id("staff-work") permit (principal in Group::"role:member", action == Action::"model.call", resource);',
  '@id("owners-work") permit (principal in Group::"role:owner", action == Action::"model.call", resource);',
];

const inside = 'resource.destination.local == Local::"verified"';
const outside = 'resource.destination.local != Local::"verified"';

/** What the starter sets forbid, each for whom it is meant. */
const shapes: readonly ((name: string, whom: string) => string)[] = [
  (name, whom) => forbid(`eea-${name}`, 'reroute', whom, `unless { ${inside} || resource in Region::"EEA" }`),
  (name, whom) =>
    forbid(
      `no-training-${name}`,
      'reroute',
      whom,
      `unless { ${inside} || (resource.destination has trainsOnData && !resource.destination.trainsOnData) }`,
    ),
  (name, whom) =>
    forbid(
      `thirty-days-${name}`,
      'reroute',
      whom,
      `unless { ${inside} || (resource.destination has retentionDays && resource.destination.retentionDays <= 30) }`,
    ),
  (name, whom) =>
    forbid(
      `personal-stays-${name}`,
      'reroute:local',
      whom,
      `when { context.labels.containsAny(["personal", "special"]) && ${outside} }`,
    ),
  (name, whom) =>
    forbid(
      `confidential-stays-${name}`,
      'reroute:local',
      whom,
      `when { context.labels.contains("confidential") && ${outside} }`,
    ),
  (name, whom) =>
    forbid(
      `secrets-stay-${name}`,
      undefined,
      whom,
      `when { context.labels.contains("secret") && ${outside} }`,
    ),
  (name, whom) =>
    forbid(`budget-spent-${name}`, 'reroute:local', whom, `when { context.overBudget && ${outside} }`),
];

function forbid(id: string, remedy: string | undefined, whom: string, condition: string): string {
  const annotations = `@id("${id}") @why("A reason")${remedy === undefined ? '' : ` @remedy("${remedy}")`}`;
  return `${annotations}\nforbid (${whom}, action == Action::"model.call", resource)\n${condition};`;
}

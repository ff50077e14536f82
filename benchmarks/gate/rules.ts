/** So many rules in Cedar as people write them: one permit, and forbids that look at every kind of fact and rarely match. */
export function rulesText(count: number): string {
  const forbids = Array.from({ length: count - 1 }, (_, number) => {
    const condition = conditions[number % conditions.length] ?? 'context.overBudget';
    return `@id("rule-${number}") @why("A reason") @remedy("reroute:local")
forbid (principal in Group::"project:p${number}", action == Action::"model.call", resource)
when { ${condition} };
@id("wide-${number}") @why("A reason")
forbid (principal, action == Action::"model.call", resource)
when { resource == Model::"nobody/m${number}" && ${condition} };`;
  });
  const text = ['@id("everybody") permit (principal, action, resource);', ...forbids].join('\n');
  // Each entry above is two rules; what is too many is left out at a rule's end.
  return text
    .split(/(?=^@id)/m)
    .slice(0, count)
    .join('');
}

const conditions = [
  'context.labels.contains("secret") && resource.destination.local != Local::"verified"',
  'context.labels.containsAny(["personal", "special"]) && !(resource in Region::"EEA")',
  'resource.destination has retentionDays && resource.destination.retentionDays > 30',
  'resource.destination has trainsOnData && resource.destination.trainsOnData',
  'context.overBudget && resource.destination.local != Local::"verified"',
];

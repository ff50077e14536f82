/** What one program that we did not write said about what we made. */
export interface ToolReport {
  readonly tool: string;
  /** Empty where it is not known because the tool is not there. */
  readonly version: string;
  readonly state: 'ran' | 'not installed' | 'could not be fetched';
  /** Why it did not run. */
  readonly reason?: string;
  readonly checks: readonly Check[];
}

export interface Check {
  /** A sentence that holds or does not. */
  readonly what: string;
  readonly holds: boolean;
  /** What the tool said, for who has to find out why. */
  readonly said: string;
}

/** A longer answer is a file that a tool printed whole. */
const saidMax = 600;

/** The table, what failed, and last a line with the sum. */
export function describeReports(reports: readonly ToolReport[]): string {
  const rows = reports.map(({ tool, version, state, checks }) => {
    const failed = checks.filter(({ holds }) => !holds).length;
    const verdict = state === 'ran' ? `${checks.length - failed} of ${checks.length} as they should be` : '';
    return [tool, version || '-', state, verdict];
  });
  const lines = layOut([['tool', 'version', 'state', 'verdict'], ...rows]);
  for (const { tool, reason } of reports) if (reason) lines.push('', `${tool}: ${reason}`);
  for (const { tool, checks } of reports) {
    for (const { what, holds, said } of checks) {
      if (!holds)
        lines.push('', `FAILED  ${tool}: ${what}`, `  ${said.trim().slice(-saidMax) || 'it said nothing'}`);
    }
  }
  const { passed, failed, skipped } = sumOf(reports);
  lines.push('', `${passed} passed, ${failed} failed, ${skipped} skipped`);
  return lines.join('\n');
}

/** A tool that is not there counts as one that was skipped. */
export function sumOf(reports: readonly ToolReport[]): { passed: number; failed: number; skipped: number } {
  const checks = reports.flatMap((report) => report.checks);
  const passed = checks.filter(({ holds }) => holds).length;
  const skipped = reports.filter(({ state }) => state !== 'ran').length;
  return { passed, failed: checks.length - passed, skipped };
}

function layOut(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

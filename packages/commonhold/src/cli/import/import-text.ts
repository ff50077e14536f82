import type { ImportReport } from '#server';
import { styled, type Terminal } from '../terminal/terminal.ts';
import { table } from '../terminal/text.ts';

/** The report of what was imported, as the console's page shows it. */
export function importReportText(terminal: Terminal, report: ImportReport): string {
  const lines = [styled(terminal, 'bold', heading(report)), '', costLine(report), tokenLine(report)];
  const vendors = report.vendors.flatMap((vendor) =>
    vendor.models.map((model, at) => [
      at === 0 ? vendor.vendor : '',
      at === 0 ? percent(vendor.share) : '',
      model.model,
      String(model.calls),
      model.first ?? '–',
      model.last ?? '–',
    ]),
  );
  lines.push('', styled(terminal, 'bold', 'What it hung on'));
  lines.push(table(['VENDOR', 'SHARE', 'MODEL', 'CALLS', 'FIRST', 'LAST'], vendors));
  lines.push('', styled(terminal, 'bold', 'What went out, by kind'));
  lines.push(
    report.found.length === 0
      ? 'Nothing that the detectors of this node look for was found.'
      : table(
          ['KIND', 'LABEL', 'PLACES', 'CALLS'],
          report.found.map(({ detector, label, places, calls }) => [
            detector,
            label,
            String(places),
            String(calls),
          ]),
        ),
  );
  lines.push('', styled(terminal, 'bold', 'What would stop tomorrow'));
  for (const vendor of report.vendors) lines.push(stopLine(vendor));
  const lacks = Object.entries(report.partial);
  if (lacks.length > 0) {
    lines.push('', styled(terminal, 'bold', 'What the sources do not hold'));
    lines.push(...lacks.map(([part, calls]) => `${part}: not in ${calls} of ${report.calls} calls`));
  }
  return lines.join('\n');
}

function heading({ calls, first, last, days }: ImportReport): string {
  if (first === undefined || last === undefined) return `${count(calls, 'imported call')}, none with a time`;
  return `${count(calls, 'imported call')} on ${count(days, 'day')}, ${first} to ${last}`;
}

function costLine({ cost }: ImportReport): string {
  const parts = [];
  if (cost.told.calls > 0)
    parts.push(
      `${dollars(cost.told.dollars)} by the word of the sources (${count(cost.told.calls, 'call')})`,
    );
  if (cost.listed.calls > 0)
    parts.push(
      `${dollars(cost.listed.dollars)} by the list of prices of those days (${count(cost.listed.calls, 'call')}; a subscription pays otherwise)`,
    );
  if (cost.unknown.calls > 0) parts.push(`unknown for ${count(cost.unknown.calls, 'call')}`);
  return `Cost: ${parts.length === 0 ? 'unknown' : parts.join('; ')}.`;
}

function tokenLine({ tokens, calls }: ImportReport): string {
  if (tokens.known === 0) return 'Tokens: unknown.';
  const of = tokens.known === calls ? '' : `, of ${tokens.known} of ${calls} calls`;
  return `Tokens: ${tokens.input} in (${tokens.cached} of them from a cache), ${tokens.output} out${of}.`;
}

function stopLine({ vendor, late, standIns }: ImportReport['vendors'][number]): string {
  if (late.calls === 0) return `${vendor}: nothing of late.`;
  const use = `${vendor}: ${perDay(late.perDay)} of late, on ${late.models.join(', ')}.`;
  if (standIns.length === 0) return `${use} Nothing here could be asked instead.`;
  const names = standIns.map(({ model, provider }) => `${model} (${provider})`).join(', ');
  return `${use} Here, by name only and not tried: ${names}.`;
}

function perDay(calls: number): string {
  return calls >= 1 ? `${calls.toFixed(0)} calls a day` : 'less than one call a day';
}

function percent(share: number): string {
  return share >= 0.01 ? `${Math.round(share * 100)} %` : '< 1 %';
}

/** Small amounts keep their cents' parts: nothing that cost something is shown as nothing. */
function dollars(amount: number): string {
  if (amount === 0) return '$0';
  return amount >= 0.01 ? `$${amount.toFixed(2)}` : `$${amount.toPrecision(2)}`;
}

export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

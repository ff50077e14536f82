import { commonhold } from '../node/running-node.ts';
import type { Check, ToolReport } from './report.ts';
import type { SampleLog } from './sample-log.ts';

/** Ours, on the very same files: what others refuse, we must refuse as well. */
export async function checkWithOurs(workshop: string, log: SampleLog): Promise<ToolReport> {
  const verify = async (what: string, expected: 0 | 1, ...parameters: string[]): Promise<Check> => {
    const { code, output, errors } = await commonhold(workshop, [...parameters, '--key', log.key]);
    return { what, holds: code === expected, said: output + errors };
  };
  const checks = [
    await verify('the log is proved', 0, 'log', 'verify', log.folder),
    await verify('the receipt is proven', 0, 'receipt', 'verify', log.receipt),
    await verify('a receipt with one byte changed is not proven', 1, 'receipt', 'verify', log.brokenReceipt),
  ];
  for (const { what, folder } of log.broken) {
    checks.push(
      await verify(`with one byte changed in ${what} the log is not proved`, 1, 'log', 'verify', folder),
    );
  }
  return { tool: 'commonhold', version: 'this one', state: 'ran', checks };
}

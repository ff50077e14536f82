/**
 * Lets programs that we did not write check a log that our node made: `npm run test:outside`.
 *
 * Each tool is asked about the log, which it must accept, and about copies in each of which one byte is another one,
 * which it must refuse. A tool that is not here and cannot be fetched is named and skipped: only a wrong answer fails.
 * Programs are fetched by their own package clients, at pinned versions, into `.cache/outside`; nothing else goes out.
 * Under CI the result is also left in `.cache/outside.json`.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkWithFsck, checkWithSumdb, findGo } from '../test/outside/go-tools.ts';
import { checkWithOurs } from '../test/outside/our-own.ts';
import { checkOurWitness } from '../test/outside/our-witness.ts';
import { checkPagesWithPython, checkWithAicsTlog, installPythonTools } from '../test/outside/python-tools.ts';
import { describeReports, sumOf, type ToolReport } from '../test/outside/report.ts';
import { makeSampleLog } from '../test/outside/sample-log.ts';
import { checkWithAicsWitness, checkWithOmniwitness } from '../test/outside/witnesses.ts';

const tools = fileURLToPath(new URL('../.cache/outside', import.meta.url));
mkdirSync(tools, { recursive: true });
const workshop = mkdtempSync(join(tmpdir(), 'commonhold-outside-'));
try {
  const log = await makeSampleLog(workshop);
  const go = await findGo();
  const python = await installPythonTools(tools);
  // One after the other: what one of them says must not depend on how busy the others keep the machine.
  const reports: ToolReport[] = [
    await checkWithOurs(workshop, log),
    await checkWithSumdb(go, tools, log),
    await checkWithFsck(go, tools, log),
    await checkPagesWithPython(python),
    await checkWithAicsTlog(python, log),
    await checkWithAicsWitness(python, tools, workshop, log),
    await checkWithOmniwitness(go, tools, workshop, log),
    await checkOurWitness(python, tools, workshop, log),
  ];
  console.log(describeReports(reports));
  const sum = sumOf(reports);
  if (process.env['CI']) writeFileSync(join(tools, '../outside.json'), JSON.stringify(sum));
  process.exitCode = sum.failed === 0 ? 0 : 1;
} finally {
  rmSync(workshop, { recursive: true, force: true });
}

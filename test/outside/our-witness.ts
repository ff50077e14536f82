import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { api, newHome, removeHome, startTestNode } from '../node/running-node.ts';
import { sumdbProgram } from './go-tools.ts';
import { type PythonTools, witnessVersion } from './python-tools.ts';
import type { Check, ToolReport } from './report.ts';
import { runProgram } from './run-program.ts';
import type { SampleLog } from './sample-log.ts';

const checkMs = 60_000;
const client = fileURLToPath(new URL('ask-our-witness.py', import.meta.url));

/** A real node as a witness, asked by a client that we did not write. */
export async function checkOurWitness(
  python: PythonTools,
  tools: string,
  workshop: string,
  log: SampleLog,
): Promise<ToolReport> {
  const tool = 'aics-witness, as a client';
  const version = witnessVersion;
  if (!('folder' in python)) return { tool, version, ...python, checks: [] };
  const home = await newHome(`witnesses:\n  accept:\n    - key: '${log.key}'\n`);
  try {
    const node = await startTestNode(home);
    try {
      const { witness } = await api<{ witness: { verifierKeys: readonly string[] } }>(
        node,
        'GET',
        '/api/witnesses/accepted',
      );
      const key = witness.verifierKeys.find(isEd25519) ?? '';
      const address = new URL('/witness', node.baseUrl).href;
      const asked = await runProgram(
        join(python.folder, 'python'),
        [client, address, key, log.folder, log.older],
        { timeoutMs: checkMs },
      );
      const says = (what: string, sentence: string): Check => ({
        what,
        holds: asked.said.includes(sentence),
        said: asked.said,
      });
      const checks = [
        says('our node cosigns an older checkpoint', 'cosigned the older head'),
        says('our node refuses a proof of growth with wrong hashes', 'refused a wrong proof with 422'),
        says('our node cosigns the growth since', 'cosigned the growth since'),
      ];
      const file = join(workshop, 'cosigned-by-us');
      await writeFile(file, asked.said.slice(asked.said.indexOf(log.origin)));
      const read = await runProgram(sumdbProgram(tools), ['cosignature', file, key], { timeoutMs: checkMs });
      if (read.code !== null) {
        checks.push({ what: 'sumdb reads our cosignature', holds: read.code === 0, said: read.said });
      }
      return { tool, version, state: 'ran', checks };
    } finally {
      await node.stop();
    }
  } finally {
    await removeHome(home);
  }
}

/** By the type in it, which is the first byte behind the second plus sign. */
function isEd25519(key: string): boolean {
  return Buffer.from(key.split('+').slice(2).join('+'), 'base64')[0] === 4;
}

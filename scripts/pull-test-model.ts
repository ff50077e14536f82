/**
 * Brings the small model to `.cache/models`, where the tests look for it. Runs before `npm test`.
 *
 * A stamp beside the file holds size, time of change and digest as they were when the file was checked; while they
 * fit, this ends without reading the file or loading anything else.
 *
 *   node scripts/pull-test-model.ts
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../.cache/models', import.meta.url));
const path = join(folder, 'SmolLM2-135M-Instruct.Q4_1.gguf');
const stampPath = `${path}.stamp`;
/** A second try helps against a passing fault; more would only delay the message. */
const tries = 2;

function stampOf(): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && `${found.size} ${found.mtimeMs}`;
}

function isReady(): boolean {
  const present = stampOf();
  if (present === undefined) return false;
  try {
    return readFileSync(stampPath, 'utf8').startsWith(`${present} `);
  } catch {
    return false; // No stamp yet: the file is checked below.
  }
}

async function pull(): Promise<void> {
  const { createOutbound, systemClock } = await import('../packages/commonhold/src/base/index.ts');
  const models = await import('../packages/commonhold/src/models/index.ts');
  const row = models.findRow(models.builtInCatalog(), models.defaultModelName);
  const outbound = createOutbound({
    version: 'test-setup',
    onContact: ({ means, destination }) => console.log(`  asking ${destination} (${means})`),
  });
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort(new Error('stopped; what has arrived is kept')));
  let printed = -1;
  const onProgress = ({
    source,
    receivedBytes,
    totalBytes,
  }: {
    source: string;
    receivedBytes: number;
    totalBytes: number;
  }): void => {
    const tenth = Math.floor((receivedBytes / totalBytes) * 10);
    if (tenth === printed) return;
    printed = tenth;
    console.log(`  ${tenth * 10} % of ${(totalBytes / 1e6).toFixed(0)} MB from ${source}`);
  };
  console.log(`Fetching the model that the tests use: ${row.title}`);
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        const pulled = await models.pullModel({
          row,
          folder,
          otherFolders: [],
          outbound,
          runCommand: models.commandRunner(process.env),
          onProgress,
          clock: systemClock,
          signal: controller.signal,
        });
        writeFileSync(stampPath, `${stampOf() ?? ''} ${pulled.sha256}\n`);
        console.log(`  in place, SHA-256 ${pulled.sha256}`);
        return;
      } catch (thrown) {
        if (controller.signal.aborted || attempt === tries) {
          console.error(thrown instanceof Error ? thrown.message : thrown);
          console.error(`Put the file ${row.file} into ${folder} by hand, or make one source reachable.`);
          process.exitCode = 1;
          return;
        }
      }
    }
  } finally {
    await outbound.close();
  }
}

if (!isReady()) await pull();

import { z } from 'zod';
import { asCommonholdError } from '#base';
import { type ApiContext, apiRoutes, jsonInput } from './context.ts';
import type { TryLine } from './try-view.ts';

/** As many as the folder may hold; the whole body has the limit of every other of the API, a megabyte. */
const filesMax = 1000;
const nameCharactersMax = 1024;

/** A day of UTC, or a moment. */
const when = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

const tryInput = z.strictObject({
  files: z
    .array(z.strictObject({ file: z.string().min(1).max(nameCharactersMax), text: z.string() }))
    .max(filesMax),
  since: when.optional(),
  until: when.optional(),
  mode: z.enum(['enforce', 'observe']).optional(),
});

/**
 * Calls of the record decided once more under the rules that are sent. Owners and auditors see these facts of all calls
 * anyway; no content is opened, so no `access` leaf is written. Who hangs up ends the work.
 */
export function policyTryApi({ ruleTrials }: ApiContext) {
  return apiRoutes().post('/try', jsonInput(tryInput), async (request) => {
    const trial = await ruleTrials.prepare(request.req.valid('json'));
    const gone = new AbortController();
    const signal = AbortSignal.any([gone.signal, request.req.raw.signal]);
    const encoder = new TextEncoder();
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        const write = (line: TryLine): void => {
          if (!signal.aborted) controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
        };
        const run = async (): Promise<void> => {
          try {
            write(await trial.run(write, signal));
          } catch (thrown) {
            const { code, message } = asCommonholdError(thrown);
            write({ type: 'failed', error: { code, message } });
          }
          if (!gone.signal.aborted) controller.close();
        };
        void run();
      },
      cancel() {
        gone.abort();
      },
    });
    return new Response(stream, {
      headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' },
    });
  });
}

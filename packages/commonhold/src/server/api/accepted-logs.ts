import { readVerifierKey } from '@commonhold/tlog';
import { z } from 'zod';
import { CommonholdError } from '#base';
import type { Witness } from '#witness';
import type { AcceptedLog, AcceptedLogs, WitnessView } from './accepted-view.ts';
import { type ApiContext, apiRoutes, jsonInput } from './context.ts';

/** What a key must be is said by the configuration that it is written into. */
const acceptInput = z.strictObject({ key: z.string().trim().min(1).max(1000) });

const path = ['witnesses', 'accept'];

/** Logs of others whose heads this node cosigns. Who is accepted stands in commonhold.yaml and nowhere else. */
export function acceptedLogsApi(context: ApiContext) {
  const { witness, configurationFile } = context;
  return apiRoutes()
    .get('/', async (request) => request.json(await acceptedLogsOf(witness)))
    .post('/', jsonInput(acceptInput), async (request) => {
      const { key } = request.req.valid('json');
      const added = await configurationFile.edit(({ witnesses }) =>
        witnesses.accept.some((known) => known.key === key) ? [] : [{ type: 'append', path, item: { key } }],
      );
      // A crash before this leaves a file that the next start takes over.
      const actor = request.get('principal');
      await context.reload(actor);
      await witness.begin(actor);
      const { name } = readVerifierKey(key);
      const log = witness.logs().find(({ origin }) => origin === name);
      // Whoever edited the file at the same moment has the last word.
      if (log === undefined) throw new CommonholdError('log_not_accepted', { origin: JSON.stringify(name) });
      return request.json({ log: logView(log), added, witness: await viewOf(witness) }, added ? 201 : 200);
    })
    .delete('/:origin', async (request) => {
      const origin = request.req.param('origin');
      let keys = 0;
      await configurationFile.edit(({ witnesses }) => {
        const places = witnesses.accept.flatMap(({ key }, at) =>
          readVerifierKey(key).name === origin ? [at] : [],
        );
        keys = places.length;
        // From the end, so that the places before stay what they are.
        return places.toReversed().map((at) => ({ type: 'remove', path, at }));
      });
      if (keys === 0) throw new CommonholdError('log_not_accepted', { origin: JSON.stringify(origin) });
      await context.reload(request.get('principal'));
      return request.json({ origin, keys });
    });
}

export async function acceptedLogsOf(witness: Witness): Promise<AcceptedLogs> {
  return { witness: await viewOf(witness), logs: witness.logs().map(logView) };
}

async function viewOf(witness: Witness): Promise<WitnessView | undefined> {
  const keys = await witness.keys();
  return keys && { name: keys.name, verifierKeys: keys.verifierKeys };
}

function logView({ origin, keys, size, time }: AcceptedLog): AcceptedLog {
  return { origin, keys, size, time };
}

import { readVerifierKey } from '@commonhold/tlog';
import { z } from 'zod';
import { CommonholdError } from '#base';
import type { ConfigurationEdit } from '#config';
import { formatPairToken, type Pairing, parsePairToken, type WitnessOptions } from '#witness';
import { witnessPath } from '../http/witness-path.ts';
import { acceptedLogsOf } from './accepted-logs.ts';
import { type ApiContext, apiRoutes, jsonInput } from './context.ts';
import type { AskedChange, PairedView, WitnessesView } from './witnesses-view.ts';

/** What each of these must be is said by the configuration that they are written into. */
const text = z.string().trim().min(1).max(5000);
const askInput = z.strictObject({ name: text, key: text, url: text });
const quorumInput = z.strictObject({ quorum: z.union([z.int(), text]) });
const tokenInput = z.strictObject({ url: text });
const pairInput = z.strictObject({ token: z.string().trim().min(1).max(10_000), name: text.optional() });

const askPath = ['witnesses', 'ask'];
const acceptPath = ['witnesses', 'accept'];

/** Who cosigns the heads of this log. Who is asked stands in commonhold.yaml and nowhere else. */
export function witnessesApi(context: ApiContext) {
  const { configurationFile, witness, witnessing, ledger } = context;

  async function view(): Promise<WitnessesView> {
    return { ...(await witnessing.view()), accepted: await acceptedLogsOf(witness) };
  }

  return apiRoutes()
    .get('/', async (request) => request.json(await view()))
    .get('/policy', (request) => request.text(witnessing.policy()))
    .post('/round', async (request) => {
      await witnessing.askNow();
      return request.json(await view());
    })
    .post('/asked', jsonInput(askInput), async (request) => {
      const asked = request.req.valid('json');
      const added = await configurationFile.edit(({ witnesses }) => addWitness(witnesses, asked));
      // A crash before this leaves a file that the next start takes over.
      await context.reload(request.get('principal'));
      const change: AskedChange = { name: asked.name, added };
      return request.json(change, added ? 201 : 200);
    })
    .delete('/asked/:name', async (request) => {
      const name = request.req.param('name');
      await configurationFile.edit(({ witnesses }) => {
        const at = witnesses.ask.findIndex((asked) => asked.name === name);
        if (at === -1) throw new CommonholdError('witness_unknown', { name: JSON.stringify(name) });
        return [{ type: 'remove', path: askPath, at }];
      });
      await context.reload(request.get('principal'));
      return request.json({ name });
    })
    .put('/quorum', jsonInput(quorumInput), async (request) => {
      const { quorum } = request.req.valid('json');
      await configurationFile.edit(({ witnesses }) =>
        witnesses.quorum === quorum ? [] : [{ type: 'set', path: ['witnesses', 'quorum'], value: quorum }],
      );
      await context.reload(request.get('principal'));
      return request.json({ quorum });
    })
    .post('/token', jsonInput(tokenInput), async (request) => {
      const { url } = request.req.valid('json');
      const { verifierKeys } = await witness.begin(request.get('principal'));
      const [key] = verifierKeys;
      const address = `${url.replace(/\/+$/, '')}${witnessPath}`;
      const token = formatPairToken({ log: ledger.verifierKey, witness: key, url: address });
      // What the other node would refuse is refused here, where it can be mended.
      parsePairToken(token);
      return request.json({ token });
    })
    .post('/pair', jsonInput(pairInput), async (request) => {
      const { token, name: wanted } = request.req.valid('json');
      const pairing = parsePairToken(token);
      if (pairing.log === ledger.verifierKey) {
        throw new CommonholdError('pair_token_invalid', {
          detail: 'it is of this node itself; it belongs to the other one',
        });
      }
      let name = wanted ?? nameOf(pairing.url);
      const changed = await configurationFile.edit(({ witnesses }) => {
        const known = witnesses.ask.find(({ key }) => key === pairing.witness);
        name = known?.name ?? name;
        return [
          ...(witnesses.accept.some(({ key }) => key === pairing.log)
            ? []
            : [{ type: 'append' as const, path: acceptPath, item: { key: pairing.log } }]),
          ...addWitness(witnesses, { name, ...askedOf(pairing) }),
        ];
      });
      await context.reload(request.get('principal'));
      const paired: PairedView = { name, origin: readVerifierKey(pairing.log).name, changed };
      return request.json(paired, changed ? 201 : 200);
    });
}

function addWitness(
  { ask }: WitnessOptions,
  asked: { readonly name: string; readonly key: string; readonly url: string },
): readonly ConfigurationEdit[] {
  const known = ask.find(({ name }) => name === asked.name);
  if (known === undefined) return [{ type: 'append', path: askPath, item: { ...asked } }];
  if (known.key === asked.key && known.url === asked.url) return [];
  throw new CommonholdError('witness_known', { name: JSON.stringify(asked.name) });
}

function askedOf({ witness, url }: Pairing): { readonly key: string; readonly url: string } {
  return { key: witness, url };
}

/** What people call a node is its address, as far as the names of witnesses have its characters. */
function nameOf(url: string): string {
  const host = new URL(url).host.replaceAll(/[^A-Za-z0-9.-]+/g, '-').replaceAll(/^[.-]+|[.-]+$/g, '');
  return host === '' ? 'witness' : host;
}

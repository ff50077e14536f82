import { z } from 'zod';
import { readStarterSets } from '#config';
import { type ApiContext, apiRoutes, jsonInput } from './context.ts';
import type { StarterSetView } from './policy-files-view.ts';

/** As many as the folder may hold. The whole body has the limit of every other of the API, a megabyte. */
const filesMax = 1000;
/** Longer than any name that the folder's reader finds on the usual systems. */
const nameCharactersMax = 1024;

const files = z
  .array(z.strictObject({ name: z.string().min(1).max(nameCharactersMax), text: z.string() }))
  .max(filesMax);

const checkInput = z.strictObject({ files });
const replaceInput = z.strictObject({
  files,
  /** The digest of the files that the editor saw. */
  before: z.string().min(1),
});

/** The files of rules: read by who may see rules, checked and replaced by owners. */
export function policyFilesApi({ ruleFiles }: ApiContext) {
  return apiRoutes()
    .get('/files', async (request) => request.json(await ruleFiles.read()))
    .post('/check', jsonInput(checkInput), async (request) =>
      request.json(await ruleFiles.check(request.req.valid('json').files)),
    )
    .put('/files', jsonInput(replaceInput), async (request) => {
      const { files: wanted, before } = request.req.valid('json');
      return request.json(await ruleFiles.replace(request.get('principal'), wanted, before));
    })
    .get('/starters', async (request) => {
      const sets: readonly StarterSetView[] = await readStarterSets();
      return request.json({ sets });
    })
    .post('/starters/:name', async (request) =>
      request.json(await ruleFiles.adopt(request.get('principal'), request.req.param('name'))),
    );
}

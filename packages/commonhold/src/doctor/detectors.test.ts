import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  findingsOf,
  lines,
  listenWith,
  type Listening,
  newHome,
  removeHome,
  worldOf,
} from './doctor.fixture.ts';

let home: string;
let asked: (string | undefined)[];
let presidio: Listening | undefined;

beforeEach(async () => {
  home = await newHome();
  asked = [];
});
afterEach(async () => {
  presidio?.close();
  presidio = undefined;
  await removeHome(home);
});

async function said(
  connect: boolean,
  { language = 'en', entities = 'PERSON: personal' } = {},
): Promise<string> {
  presidio ??= await listenWith((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.url === '/supportedentities?language=en') response.end('["PERSON","LOCATION"]');
    else response.writeHead(500).end('{"error":"no"}');
  });
  const fields = `url: "http://127.0.0.1:${presidio.port}", language: ${language}, entities: { ${entities} }`;
  await writeFile(join(home, 'commonhold.yaml'), `labels: { presidio: { ${fields} } }\n`);
  return lines(await findingsOf(worldOf(home), 'detectors', { connect }));
}

test('Presidio is asked what it knows only when the doctor may connect, and is sent no text', async () => {
  expect(await said(false)).toMatch(/^unknown: Presidio at .* was not asked/m);
  expect(asked).toEqual([]);
  expect(await said(true)).toMatch(/^good: Presidio at .* answers and knows every kind/m);
  expect(asked).toEqual(['GET /supportedentities?language=en']);
});

test('a kind or a language that it does not know is told', async () => {
  expect(await said(true, { entities: 'PERSON: personal, NAME: personal' })).toMatch(
    /^attention: Presidio .* does not know NAME in "en"/m,
  );
  expect(await said(true, { language: 'de' })).toMatch(
    /^broken: Presidio .* in "de": it answers with status 500/m,
  );
});

test('one that does not answer is broken, because calls are refused', async () => {
  await said(false);
  presidio?.close();
  expect(await said(true)).toMatch(/^broken: Presidio .* ECONNREFUSED.*every call is refused/ms);
});

test('a detector of the owner that fails its examples is broken, and one that passes is good', async () => {
  const folder = join(home, 'labels', 'detectors');
  await mkdir(folder, { recursive: true });
  const file = (leaves: string) =>
    `label: personal\nwhy: Why not.\nwords: [heron]\nexamples: { finds: [a heron], leaves: [${leaves}] }\n`;
  await writeFile(join(folder, 'birds.yaml'), file('a crow'));
  expect(lines(await findingsOf(worldOf(home), 'detectors'))).toMatch(/^good: 1 detector of your own/);
  await writeFile(join(folder, 'birds.yaml'), file('herons'));
  expect(lines(await findingsOf(worldOf(home), 'detectors'))).toMatch(
    /^broken: .*examples\.leaves\.0.*line 4/,
  );
});

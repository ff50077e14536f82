import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findingsOf, lines, newHome, recordIn, removeHome, statusOf, worldOf } from './doctor.fixture.ts';

let home: string;
beforeEach(async () => {
  home = await newHome();
});
afterEach(() => removeHome(home));

const found = async (check: string, wishes = {}, changes = {}) =>
  lines(await findingsOf(worldOf(home, changes), check, wishes));

describe('the home folder', () => {
  test('is good when it is its owner’s alone', async () => {
    await recordIn(home);
    const text = await found('home');
    expect(text).toMatch(/^good: .*mode 0700/);
    expect(text).not.toMatch(/^(?:attention|broken|unknown)/m);
  });

  test.each([
    [0o755, 'every user of this machine'],
    [0o750, 'the members of its group'],
  ])('with the mode %o lets in others and is broken', async (mode, who) => {
    await chmod(home, mode);
    expect(await found('home')).toMatch(new RegExp(`^broken: .*lets in ${who}.*-> Run "chmod 700 ${home}"`));
  });

  test('of another user is broken', async () => {
    const others = await findingsOf(worldOf(home, { userId: 54_321 }), 'home');
    expect(others).toHaveLength(1);
    expect(lines(others)).toMatch(/^broken: .*belongs to the user with the number/);
  });

  test('has a socket that nobody else may open', async () => {
    await writeFile(join(home, 'node.sock'), '');
    await chmod(join(home, 'node.sock'), 0o666);
    expect(await found('home')).toMatch(/^broken: The socket .*0666/m);
  });

  test('in which the owner’s key still lies is to be cleared, at once if others could read it', async () => {
    const key = join(home, 'owner.key');
    await writeFile(key, 'chk_x\n', { mode: 0o600 });
    expect(await found('home')).toMatch(/^attention: .*owner's key in clear.*-> Take the key over .*rm /m);
    await chmod(key, 0o644);
    expect(await found('home')).toMatch(/^broken: .*owner\.key.*0644/m);
  });

  test('on Windows is not judged by modes that mean nothing there', async () => {
    await chmod(home, 0o755);
    expect(await found('home', {}, { platform: 'win32' })).toMatch(/^unknown: /);
  });

  test('must be a folder, with a path that leaves room for a socket', async () => {
    const file = join(home, 'file');
    await writeFile(file, '');
    expect(lines(await findingsOf(worldOf(file), 'home'))).toMatch(/^broken: .*is not a folder/);
    const long = join(home, 'x'.repeat(100));
    expect(lines(await findingsOf(worldOf(long), 'home'))).toMatch(/^broken: .*bytes; a socket may have 103/);
  });
});

describe('the configuration', () => {
  test('that is wrong is shown with its line, and who goes on without it', async () => {
    await writeFile(join(home, 'commonhold.yaml'), 'server:\n  address: "::1"\n  prot: 80\n');
    expect(await found('configuration')).toMatch(/^broken: .*prot.*\(line 3\)\. No node starts with it/);
    expect(await found('configuration', {}, { nodeStatus: async () => statusOf(1) })).toContain(
      'running node goes on',
    );
    await writeFile(join(home, 'commonhold.yaml'), 'server: {}\nserver: {}\n');
    expect(await found('configuration')).toContain('line 2');
  });

  test('that is right or not there is good', async () => {
    expect(await found('configuration')).toMatch(/^good: There is no /);
    await writeFile(join(home, 'commonhold.yaml'), 'routes: { best: [{ provider: local, model: m }] }\n');
    expect(await found('configuration')).toMatch(/^good: .*0 providers, 1 route\./);
  });

  test('may be spoilt by the environment', async () => {
    const environment = { COMMONHOLD_PORT: 'high' };
    expect(await found('configuration', {}, { environment })).toMatch(
      /^broken: .*COMMONHOLD_PORT is "high"/m,
    );
  });

  test('says what decides: the built-in rule, rules in files, or none because a file is not right', async () => {
    expect(await found('configuration')).toContain('good: There are no rules in policies/');
    await mkdir(join(home, 'policies'));
    const file = join(home, 'policies', 'a.cedar');
    await writeFile(file, 'permit(principal, action, resource);');
    expect(await found('configuration')).toMatch(/^good: .*policies holds 1 rule in 1 file, all right/m);
    await writeFile(file, 'forbid(principal, action, resource);');
    expect(await found('configuration')).toMatch(/^attention: .*nothing is allowed/m);
    await writeFile(file, 'permit(principal, action, resource) when { context.nothing };');
    expect(await found('configuration')).toMatch(/^broken: .*a.cedar, line 1, rule a-1.*No node starts/m);
  });
});

describe('the record', () => {
  const database = () => join(home, 'commonhold.db');
  const alter = (sql: string): void => {
    const open = new DatabaseSync(database());
    open.exec(sql);
    open.close();
  };

  test('of a session that ended is signed to its end, and verify is named for the proof', async () => {
    await recordIn(home);
    const text = await found('record', { thorough: true });
    expect(text).toMatch(/^good: The record has 2 entries .*"commonhold verify" proves it/);
    expect(text).toContain('good: Every page of the database is in order');
    expect(text).toContain('good: The newest signed head covers all 2 entries');
    expect(await found('record')).not.toContain('Every page');
  });

  test('that is no database is broken', async () => {
    await writeFile(database(), 'not a database, and long enough to be asked for its header'.repeat(20));
    expect(await found('record')).toMatch(/^broken: The database cannot be read: /);
  });

  test('with a damaged page that the quick look does not touch is found by --thorough alone', async () => {
    await recordIn(home);
    const open = new DatabaseSync(database());
    const row = open
      .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_call_1'")
      .get();
    open.close();
    const start = (Number(row?.['rootpage']) - 1) * 4096;
    const bytes = await readFile(database());
    bytes.fill(0xff, start, start + 4096);
    await writeFile(database(), bytes);
    expect(await found('record')).not.toContain('broken');
    expect(await found('record', { thorough: true })).toMatch(
      /^broken: The pages of the database are damaged: /m,
    );
  });

  test('of another version is told by the number, and which way to go', async () => {
    await recordIn(home);
    alter('PRAGMA user_version = 999');
    expect(await found('record')).toMatch(/^broken: .*newer version \(schema 999;/);
    alter('PRAGMA user_version = 0');
    expect(await found('record')).toMatch(/^attention: .*older version \(schema 0;/);
  });

  test('whose tables somebody changed is broken', async () => {
    await recordIn(home);
    alter('CREATE TABLE mine (x)');
    expect(await found('record')).toMatch(/^broken: .*its tables are not those of this version/);
  });

  test('that ends before its signed head was cut off', async () => {
    await recordIn(home);
    const open = new DatabaseSync(database());
    for (const { name } of open.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all()) {
      open.exec(`DROP TRIGGER "${String(name)}"`);
    }
    open.exec('DELETE FROM leaf WHERE idx = 1');
    open.close();
    expect(await found('record')).toContain('broken: A head over 2 entries was signed, and the record has 1');
  });

  test('with entries that nobody signed is to be looked at only while no node runs', async () => {
    await recordIn(home);
    const open = new DatabaseSync(database());
    for (const { name } of open.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all()) {
      open.exec(`DROP TRIGGER "${String(name)}"`);
    }
    open.exec('DELETE FROM checkpoint WHERE size = 2');
    open.close();
    expect(await found('record')).toMatch(/^attention: The newest signed head covers 1 of 2/m);
    expect(await found('record', {}, { nodeStatus: async () => statusOf(1) })).toMatch(/^good: .*1 of 2/m);
  });
});

describe('credentials', () => {
  const vendor = (authentication: string) =>
    `providers: { vendor: { wire: openai-chat, baseUrl: "https://vendor.example/v1", authentication: ${authentication}, destination: { local: no } } }\n`;

  test('that are missing are named, with the command that stores one', async () => {
    await writeFile(join(home, 'commonhold.yaml'), vendor('stored').replace('local: no', 'local: "no"'));
    expect(await found('credentials')).toMatch(
      /^attention: .*provider vendor.*commonhold keys provider vendor/,
    );
    await recordIn(home);
    expect(await found('credentials')).toMatch(/^attention: /);
    const open = new DatabaseSync(join(home, 'commonhold.db'));
    open.exec("INSERT INTO credential VALUES ('vendor', x'00', 'now')");
    open.close();
    expect(await found('credentials')).toMatch(/^good: A credential is stored for vendor/);
  });

  test('are not asked for where none is stored', async () => {
    await writeFile(join(home, 'commonhold.yaml'), vendor('none').replace('local: no', 'local: "no"'));
    expect(await found('credentials')).toMatch(/^good: No provider needs/);
  });

  test('cannot be told of while the database cannot be read', async () => {
    await writeFile(join(home, 'commonhold.yaml'), vendor('stored').replace('local: no', 'local: "no"'));
    await writeFile(join(home, 'commonhold.db'), 'no database'.repeat(500));
    expect(await found('credentials')).toMatch(/^unknown: .*vendor/);
  });
});

/** The writer thread: opens the database, then writes one group after another until it is told to close. */
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { clean } from './clean.ts';
import { GroupWriter } from './group-writer.ts';
import type { Failure, FromWriter, ToWriter, WriterOptions } from './messages.ts';
import { migrate } from './migrations.ts';
import { openForWriting } from './open-database.ts';
import { saying, StoreFailure } from './sqlite-failure.ts';

function run(port: MessagePort, options: WriterOptions): void {
  const send = (message: FromWriter): void => port.postMessage(message);
  let database: DatabaseSync;
  let writer: GroupWriter;
  try {
    database = openForWriting(options.path);
    migrate(database, options.path);
    if (options.pageCountMax !== undefined) database.exec(`PRAGMA max_page_count = ${options.pageCountMax}`);
    // The new file's name must be as durable as what will be written into it.
    syncFolder(dirname(options.path));
    writer = new GroupWriter(database, options);
  } catch (thrown) {
    send({ type: 'failed-to-open', failure: openFailure(thrown, options.path) });
    port.close();
    return;
  }
  send({ type: 'opened', ...writer.head });
  let isOver = false;
  port.on('message', (message: ToWriter) => {
    // The next group may be here already when one ends in an unknown state; it must not be written after that.
    if (isOver) return;
    try {
      switch (message.type) {
        case 'group':
          send({ type: 'written', ...writer.write(message.group) });
          return;
        case 'clean':
          send({ type: 'cleaned', ...clean(database, options.path, message.compact) });
          return;
        case 'close':
          writer.finish();
          database.close();
          send({ type: 'closed' });
          port.close();
          return;
      }
    } catch (thrown) {
      // Whatever is on disk now, nobody may be told that it is there, and nothing may be written after it.
      isOver = true;
      send({ type: 'fatal', detail: saying(thrown) });
      port.close();
    }
  });
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function openFailure(thrown: unknown, path: string): Failure {
  if (thrown instanceof StoreFailure) return thrown.failure;
  return { code: 'home_damaged', values: { home: dirname(path), detail: saying(thrown) } };
}

if (parentPort !== null) run(parentPort, workerData as WriterOptions);

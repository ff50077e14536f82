/** The reader thread: one read at a time, on a connection that cannot write. */
import type { StatementSync } from 'node:sqlite';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { FromReader, ReaderOptions, ToReader } from './messages.ts';
import { openForReading } from './open-database.ts';
import { saying } from './sqlite-failure.ts';

/** The node itself asks fewer different questions than this; a query built for a filter may push an old one out. */
const preparedMax = 64;

function run(port: MessagePort, options: ReaderOptions): void {
  const database = openForReading(options.path);
  const prepared = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    const [oldest] = prepared.keys();
    if (prepared.size >= preparedMax && oldest !== undefined) prepared.delete(oldest);
    prepared.set(sql, statement);
    return statement;
  };
  port.on('message', (message: ToReader) => {
    if (message.type === 'close') {
      database.close();
      port.postMessage({ type: 'closed' } satisfies FromReader);
      port.close();
      return;
    }
    try {
      const rows = prepare(message.sql).all(...message.parameters);
      port.postMessage({ type: 'rows', id: message.id, rows } satisfies FromReader);
    } catch (thrown) {
      port.postMessage({
        type: 'read-failed',
        id: message.id,
        detail: saying(thrown),
      } satisfies FromReader);
    }
  });
}

if (parentPort !== null) run(parentPort, workerData as ReaderOptions);

import { randomFillSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { type Clock, type CommonholdError, pooledRandomness, type Randomness } from '#base';
import { type HomePaths, writeDemoMarker } from '#home';
import { ownerBySocket } from '#identity';
import { declineRecovery, type Ledger, openLedger } from '#ledger';
import { openStore, type Store } from '#store';
import { demoConfiguration } from './destinations.ts';
import { DemoPeople } from './demo-people.ts';
import { planCalls } from './plan-calls.ts';
import { CallRecorder } from './record-calls.ts';
import { QueueWatch, StoryClock } from './story-time.ts';

export interface DemoOptions {
  /** A folder that is this demonstration's alone, locked by whoever calls. */
  readonly paths: HomePaths;
  readonly seed: number;
  readonly calls: number;
  readonly days: number;
  /** When the demonstration's time is over: now. */
  readonly endMs: number;
  readonly software: string;
  readonly onProgress: (done: number, total: number) => void;
  /** Ends it early; what is written then is whole and proved. */
  readonly signal: AbortSignal;
  readonly onFatal: (error: CommonholdError) => void;
}

export interface DemoReport {
  readonly calls: number;
  readonly entries: number;
  readonly origin: string;
}

/** The last calls have ended by then. */
const quietMs = 5 * 60_000;
const dayMs = 86_400_000;
/** How many calls the owner looks into at the end, so that looks are on record too. */
const looked = 5;
/** A demonstration of at least this many days has a crash in its middle, and so outcomes that nobody knows. */
const daysWithCrash = 3;

/**
 * Fills a home folder with a month of an invented school and company, through the ledger that a node uses, so that
 * `verify` proves it. Only the clock is not the world's.
 */
export async function fillDemo(options: DemoOptions): Promise<DemoReport> {
  const { paths, seed, calls, days, endMs } = options;
  const startMs = endMs - days * dayMs;
  const made = new Date(endMs).toISOString();
  const what = 'Demonstration data. Nobody in it exists and none of it happened.';
  // First of all: a crash after this leaves a folder that says what it is, and one before it an empty folder.
  await writeDemoMarker(paths, { what, seed, calls, days, made });
  await writeFile(paths.configuration, demoConfiguration);
  // Nobody would miss it, and erasing is one of the things to look at.
  await declineRecovery(paths.keys, made);
  const clock = new StoryClock(startMs);
  const randomness = pooledRandomness((bytes) => randomFillSync(bytes));
  let node = await open(options, clock, randomness);
  try {
    const people = new DemoPeople(clock, randomness);
    await people.arrive(node.ledger);
    let recorder = new CallRecorder(node.ledger, node.queue, clock, randomness, people);
    let done = 0;
    const crashMs = days >= daysWithCrash ? startMs + (endMs - startMs) / 2 : Infinity;
    let hasCrashed = false;
    for (const group of planCalls({ seed, calls, days, endMs: endMs - quietMs, leavesMs: crashMs })) {
      if (options.signal.aborted) break;
      const [first] = group;
      if (!hasCrashed && first !== undefined && first.atMs >= crashMs) {
        hasCrashed = true;
        await recorder.leaveOpen(group);
        // As a crash does: no closing leaf, no outcomes. The next opening gives them the outcome unknown.
        await node.store.close();
        node = await open(options, clock, randomness);
        recorder = new CallRecorder(node.ledger, node.queue, clock, randomness, people);
        await people.leave(node.ledger);
      } else await recorder.record(group);
      done += group.length;
      options.onProgress(done, calls);
    }
    await recorder.settled();
    if (!options.signal.aborted) clock.to(endMs - quietMs / 2);
    for (const id of recorder.recent.slice(0, looked)) await node.ledger.openBodies(id, ownerBySocket);
    if (!options.signal.aborted) clock.to(endMs);
    await node.ledger.close();
    return { calls: done, entries: node.store.head().size, origin: node.ledger.origin };
  } finally {
    await node.store.close();
  }
}

interface OpenNode {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly queue: QueueWatch;
}

async function open(options: DemoOptions, clock: Clock, randomness: Randomness): Promise<OpenNode> {
  const { paths, software, onFatal } = options;
  const store = await openStore({ path: paths.database, spaceReserveBytes: 0, onFatal });
  const queue = new QueueWatch();
  const watched: Store = {
    commit: (commit) => {
      const committed = store.commit(commit);
      if (commit.leaves.length > 0) queue.queued();
      return committed;
    },
    read: (sql, parameters) => store.read(sql, parameters),
    head: () => store.head(),
    clean: (how) => store.clean(how),
    close: () => store.close(),
  };
  try {
    const ledger = await openLedger({
      home: paths.home,
      store: watched,
      clock,
      randomness,
      software,
      originName: 'commonhold/demonstration',
      // Its clock is a story's, and nobody ran for all these days.
      heartbeats: 'none',
      // The crash of the story takes the store from under a checkpoint; the next opening signs.
      onTrouble: () => undefined,
    });
    return { store, ledger, queue };
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
}

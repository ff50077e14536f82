import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Seconds apart, so that little comes together between two times, and the tenth of a second that each takes does not count. */
const everyMs = 5000;

/**
 * Loaded into a node whose memory is measured. What a stream of a quarter of a minute leaves is old by then, and V8 looks
 * through what is old only when it has doubled: the memory of a node that holds nothing rises for minutes and falls at once.
 * Collected every few seconds, it is what the node holds.
 */
setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');
if (typeof collect !== 'function') throw new Error('this Node collects no garbage on demand');
setInterval(() => collect(), everyMs).unref();

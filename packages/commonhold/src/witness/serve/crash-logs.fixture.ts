import { otherLog, type OtherLog } from './other-log.fixture.ts';

/** Logs that ask at once, so that several heads share a group of the writer's and a kill falls between others. */
export const crashLogs = 8;
/** One leaf less than such a log has, so that it could go on. */
export const crashSizeMax = 63;

export function crashLog(number: number): OtherLog {
  return otherLog(`log.example/${number}`);
}

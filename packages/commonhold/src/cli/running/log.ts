import pino, { type DestinationStream, type Logger } from 'pino';
import { escapedControls } from '../terminal/terminal.ts';

/**
 * What the node writes about itself: lines of JSON. They hold words of strangers (a destination's error, a model's
 * name), and somebody may read them at a terminal, so nothing in them can steer one. JSON alone escapes only half of
 * what could.
 */
export function createLog(level: string, destination: DestinationStream): Logger {
  return pino({ level, hooks: { streamWrite: escapedControls } }, destination);
}

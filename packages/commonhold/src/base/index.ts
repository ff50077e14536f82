export { bytesText, durationText } from './amounts.ts';
export { type Clock, systemClock } from './clock.ts';
export {
  asCommonholdError,
  catalogue,
  CommonholdError,
  describe,
  type ErrorCode,
  type ErrorValues,
} from './errors.ts';
export { syncFolder, writeFileDurably } from './durable-files.ts';
export { headerValue } from './header-value.ts';
export { newId, type Randomness } from './id.ts';
export { pooledRandomness } from './random-pool.ts';
export type { Json, JsonObject } from './json.ts';
export {
  checkAddress as checkOutboundAddress,
  createOutbound,
  type Outbound,
  type OutboundContact,
  type OutboundOptions,
  type OutboundPurpose,
  outboundPurposes,
  type OutboundReply,
  type OutboundRequest,
} from './outbound.ts';
export { GrowingBytes } from './growing-bytes.ts';
export { spliceStrings } from './splice-strings.ts';
export { spliceTopLevelString } from './splice-top-level.ts';
export { maximumSseEventBytes, type SseEvent, SseParser, writeSseEvent } from './sse.ts';
export { maximumJsonDepth, parseStrictJson } from './strict-json.ts';
export { isThere } from './is-there.ts';
export { hasCode } from './system-error.ts';
export { Turns } from './turns.ts';

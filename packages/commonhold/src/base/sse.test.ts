import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CommonholdError } from './errors.ts';
import { maximumSseEventBytes, type SseEvent, SseParser, writeSseEvent } from './sse.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

function parse(bytes: Uint8Array, cuts: readonly number[] = []): SseEvent[] {
  const parser = new SseParser();
  const events: SseEvent[] = [];
  let start = 0;
  for (const cut of [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    events.push(...parser.push(bytes.subarray(start, cut)));
    start = cut;
  }
  return [...events, ...parser.end()];
}

describe('the parser of server-sent events', () => {
  test.each([
    ['LF', 'data: a\n\ndata: b\n\n'],
    ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n'],
    ['CR', 'data: a\r\rdata: b\r\r'],
    ['mixed ends', 'data: a\r\n\ndata: b\n\r\n'],
    ['a byte order mark', '\ufeffdata: a\n\ndata: b\n\n'],
    ['comments', ': PROCESSING\n\ndata: a\n:x\n\n:\n\ndata: b\n\n'],
    ['no space after the colon', 'data:a\n\ndata:b\n\n'],
    ['id and retry', 'id: 1\nretry: 5\ndata: a\n\nid\ndata: b\n\n'],
    ['no empty line at the end', 'data: a\n\ndata: b'],
  ])('reads %s, split at every place', (_, text) => {
    const bytes = utf8(text);
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(parse(bytes, [cut])).toEqual([{ data: 'a' }, { data: 'b' }]);
    }
    expect(
      parse(
        bytes,
        Array.from(bytes, (_byte, at) => at),
      ),
    ).toEqual([{ data: 'a' }, { data: 'b' }]);
  });

  test('joins several data lines, keeps further spaces and names the event', () => {
    expect(parse(utf8('event: error\ndata: a\ndata:\ndata:  b\n\nevent: empty\n\ndata\n\n'))).toEqual([
      { event: 'error', data: 'a\n\n b' },
      { data: '' },
    ]);
  });

  test('gives back what was written, however it is split', () => {
    const events = fc.array(
      fc.record(
        { data: fc.string({ unit: 'grapheme' }), event: fc.constantFrom('error', 'ping') },
        { requiredKeys: ['data'] },
      ),
    );
    fc.assert(
      fc.property(events, fc.array(fc.nat()), (list, cuts) => {
        const bytes = Buffer.concat(list.map((event) => writeSseEvent(event)));
        expect(parse(bytes, cuts)).toEqual(
          list.map((event) => ({ ...event, data: event.data.replaceAll(/\r\n?/g, '\n') })),
        );
      }),
    );
  });

  test('cannot be made to end an event early from inside data', () => {
    expect(parse(writeSseEvent({ data: 'a\n\ndata: forged\r\rx' }))).toEqual([
      { data: 'a\n\ndata: forged\n\nx' },
    ]);
  });

  test('does not keep hold of the buffers that it was given', () => {
    const parser = new SseParser();
    const buffer = utf8('data: a');
    parser.push(buffer);
    buffer.fill(0x78);
    expect(parser.push(utf8('\n\n'))).toEqual([{ data: 'a' }]);
  });

  test('refuses a line without end and an event without end', () => {
    const piece = utf8('x'.repeat(1024 * 1024));
    const endless = new SseParser();
    expect(() => {
      for (let sent = 0; sent <= maximumSseEventBytes; sent += piece.length) endless.push(piece);
    }).toThrow('longer than');
    const lines = new SseParser();
    expect(() => {
      for (let sent = 0; sent <= maximumSseEventBytes; sent += piece.length) {
        lines.push(utf8('data: '));
        lines.push(piece);
        lines.push(utf8('\n'));
      }
    }).toThrow('longer than');
  });

  test('refuses an endless row of empty data lines', () => {
    const parser = new SseParser();
    const piece = utf8('data\n'.repeat(200_000));
    expect(() => {
      for (let sent = 0; sent <= maximumSseEventBytes * 2; sent += piece.length) parser.push(piece);
    }).toThrow('longer than');
  });

  test('never throws anything but its own error on any bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc
        .array(fc.constantFrom('data', ':', ' ', '\r', '\n', '\ufeff', 'é', '{'))
        .map((pieces) => utf8(pieces.join(''))),
    );
    fc.assert(
      fc.property(bytes, fc.array(fc.nat()), (input, cuts) => {
        try {
          parse(input, cuts);
        } catch (error) {
          expect(error).toBeInstanceOf(CommonholdError);
        }
      }),
    );
  });
});

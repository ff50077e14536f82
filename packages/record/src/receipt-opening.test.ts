import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256, verifySignature } from '../test/node-crypto.ts';
import {
  openedReceiptOf,
  receiptOf,
  receiptVectorNames,
  vectorBodies,
  vectorSalt,
} from '../test/receipt-vectors.ts';
import {
  bodyText,
  checkBody,
  formatReceipt,
  parseReceipt,
  receiptCoverageText,
  verifyReceipt,
} from './index.ts';
import type { BodyReport, ProvenReceipt, ReceiptPart } from './index.ts';

const page = readFileSync(new URL('../../../docs/formats/receipt.md', import.meta.url), 'utf8');
const both: readonly ReceiptPart[] = ['request', 'answer'];
const request = Buffer.from(vectorBodies.request);
const answer = Buffer.from(vectorBodies.answer);

function proven(bytes: Uint8Array): ProvenReceipt {
  const report = verifyReceipt(bytes, { hash: sha256, verifySignature, trustedKeys: [] });
  if (report.verdict !== 'proven') throw new Error(report.reason);
  return report;
}

function reasonOf(bytes: Uint8Array): string {
  const report = verifyReceipt(bytes, { hash: sha256, verifySignature, trustedKeys: [] });
  return report.verdict === 'proven' ? 'proven' : report.reason;
}

function checked(receipt: Uint8Array, body: Uint8Array, part?: ReceiptPart): BodyReport {
  return checkBody(proven(receipt), body, sha256, part);
}

const fitting = (report: BodyReport): string[] =>
  report.checked.flatMap(({ field, fits }) => (fits ? [field] : []));

/** The receipt with text replaced; it must have been there. */
function changed(from: string, to: string): Uint8Array {
  const text = Buffer.from(openedReceiptOf('completed', both)).toString();
  expect(text).toContain(from);
  return Buffer.from(text.replace(from, to));
}

describe('a receipt that opens commitments', () => {
  test('lets whoever has the request see that it is the one, as it came in and as it went out', () => {
    const report = checked(openedReceiptOf('completed', both), request);
    expect(report.verdict).toBe('fits');
    expect(fitting(report)).toEqual(['request', 'sent']);
    expect(report.proves).toEqual([bodyText.proves.request, bodyText.proves.sent]);
    expect(report.cannot).toEqual([bodyText.cannot.word]);
  });

  test('lets whoever has the answer see the same of it', () => {
    const report = checked(openedReceiptOf('completed', ['answer']), answer);
    expect(report.verdict).toBe('fits');
    expect(fitting(report)).toEqual(['received', 'replied']);
    expect(report.checked.map(({ index, attempt }) => ({ index, attempt }))).toEqual([
      { index: 2, attempt: 1 },
      { index: 2, attempt: 1 },
    ]);
  });

  test('opens the request of a call that was refused', () => {
    const report = checked(openedReceiptOf('refused', both), request);
    expect(report).toMatchObject({
      verdict: 'fits',
      checked: [{ attempt: 0, field: 'request', fits: true }],
    });
  });

  test('opens nothing but what was asked for', () => {
    const receipt = openedReceiptOf('completed', ['request']);
    expect(proven(receipt).openings.map(({ part, field }) => ({ part, field }))).toEqual([
      { part: 'request', field: 'request' },
      { part: 'request', field: 'sent' },
    ]);
    expect(checked(receipt, answer)).toMatchObject({ verdict: 'does-not-fit' });
    expect(checked(receipt, answer, 'answer')).toEqual({
      verdict: 'not-opened',
      checked: [],
      proves: [],
      cannot: [bodyText.cannot.notOpened],
    });
  });

  test('says nothing of bytes when it opens nothing, and says of itself that it opens nothing', () => {
    const report = proven(receiptOf('completed'));
    expect(report.openings).toEqual([]);
    expect(report.cannot).toContain(receiptCoverageText.cannot.content);
    expect(checkBody(report, request, sha256).verdict).toBe('not-opened');
    const opened = proven(openedReceiptOf('completed', ['answer']));
    expect(opened.cannot).not.toContain(receiptCoverageText.cannot.content);
  });

  test('does not take the answer for the request, nor the request for the answer', () => {
    const receipt = openedReceiptOf('completed', both);
    expect(checked(receipt, answer, 'request').verdict).toBe('does-not-fit');
    expect(checked(receipt, request, 'answer').verdict).toBe('does-not-fit');
    expect(checked(receipt, answer, 'answer').verdict).toBe('fits');
  });

  test.each(receiptVectorNames)(
    'of the call "%s" is the same to the byte when read and written again',
    (name) => {
      const bytes = openedReceiptOf(name, both);
      expect(Buffer.from(formatReceipt(parseReceipt(bytes))).toString()).toBe(Buffer.from(bytes).toString());
    },
  );
});

describe('tampering with what a receipt opens', () => {
  test('by a byte in the body, or by more or less of it, is found', () => {
    const receipt = proven(openedReceiptOf('completed', both));
    const place = fc.nat({ max: request.length });
    fc.assert(
      fc.property(place, fc.nat({ max: 8 }), fc.uint8Array({ maxLength: 8 }), (from, taken, put) => {
        const body = Buffer.concat([request.subarray(0, from), put, request.subarray(from + taken)]);
        const { verdict } = checkBody(receipt, body, sha256, 'request');
        expect(verdict).toBe(body.equals(request) ? 'fits' : 'does-not-fit');
      }),
    );
  });

  test('by any bit of a salt leaves a body that fits no more, or no receipt', () => {
    const bytes = openedReceiptOf('refused', both);
    const line = /^open .*$/m.exec(Buffer.from(bytes).toString());
    const from = line?.index ?? 0;
    const verdicts = new Set<string>();
    for (let bit = 0; bit < (line?.[0].length ?? 0) * 8; bit += 1) {
      const tampered = Uint8Array.from(bytes);
      const at = from + (bit >> 3);
      tampered[at] = (tampered[at] ?? 0) ^ (1 << (bit & 7));
      const report = verifyReceipt(tampered, { hash: sha256, verifySignature, trustedKeys: [] });
      const verdict = report.verdict === 'proven' ? checkBody(report, request, sha256).verdict : 'not-proven';
      expect(verdict, `bit ${bit}`).not.toBe('fits');
      verdicts.add(verdict);
    }
    // Both take place, so neither half of the title is empty.
    expect([...verdicts].sort()).toEqual(['does-not-fit', 'not-proven']);
    expect(checkBody(proven(bytes), request, sha256).verdict).toBe('fits');
  });

  test('by other bytes anywhere never makes another body fit', () => {
    const bytes = Buffer.from(openedReceiptOf('completed', both));
    const place = fc.nat({ max: bytes.length });
    const other = Buffer.from(vectorBodies.request.replace('Grüß', 'Gruß'));
    fc.assert(
      fc.property(place, fc.nat({ max: 60 }), fc.uint8Array({ maxLength: 40 }), (from, taken, put) => {
        const tampered = Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + taken)]);
        const report = verifyReceipt(tampered, { hash: sha256, verifySignature, trustedKeys: [] });
        if (report.verdict === 'proven')
          expect(checkBody(report, other, sha256).verdict).toBe('does-not-fit');
      }),
      { numRuns: 400 },
    );
  });

  const zeros = `${'A'.repeat(43)}=`;
  const salt = Buffer.from(vectorSalt).toString('base64');
  test.each<[string, string, string, string]>([
    ['version 1 in its first line', 'receipt v2', 'receipt v1', 'does not know'],
    ['a commitment that the leaf does not have', 'open 1 request', 'open 1 received', 'no such commitment'],
    ['a leaf that is not in the receipt', 'open 1 request', 'open 0 request', 'no such commitment'],
    ['a commitment to what is no content', 'open 1 request', 'open 1 detail', 'does not name a commitment'],
    ['a place that is no number', 'open 1 request', 'open 01 request', 'does not name a commitment'],
    ['one opening twice', 'open 1 sent', 'open 1 request', 'not in order'],
    ['openings in another order', 'open 1 request', 'open 2 request', 'not in order'],
    ['a salt that is too short', salt, 'AAEC', 'no salt of 32 bytes'],
    ['a salt in another alphabet', salt, '_'.repeat(44), 'no salt of 32 bytes'],
    ['more behind the salt', salt, `${zeros} more`, 'does not name a commitment'],
    ['a line of another kind', 'open 1 sent', 'shut 1 sent', '"open …"'],
  ])('%s is named', (_, from, to, reason) => {
    expect(reasonOf(changed(from, to))).toContain(reason);
  });

  test('cannot be written down either', () => {
    const receipt = parseReceipt(openedReceiptOf('completed', both));
    const openings = receipt.openings.toReversed();
    expect(() => formatReceipt({ ...receipt, openings })).toThrow('in order');
  });
});

describe('docs/formats/receipt.md', () => {
  test('shows a receipt with openings as it is made, and the bodies that fit', () => {
    const receipt = Buffer.from(openedReceiptOf('completed', both)).toString();
    expect(page).toContain(`\`\`\`text\n${receipt}\`\`\``);
    expect(page).toContain(`\`${vectorBodies.request}\``);
    expect(page).toContain(`\`${vectorBodies.answer}\``);
  });

  test.each(Object.values({ ...bodyText.proves, ...bodyText.cannot }))('says: %s', (sentence) => {
    expect(page).toContain(`\n- ${sentence}\n`);
  });
});

import { detect } from './detect.ts';
import type { Detector } from './detector.ts';
import type { Dictionary } from './dictionary.ts';
import type { Finding } from './finding.ts';
import type { OwnLooks } from './own/own-looks.ts';
import { Covered } from './text/covered.ts';
import { encodedRuns, unescapedText } from './text/decoded-text.ts';

/** What is looked for. */
export interface Looks {
  readonly detectors: readonly Detector[];
  readonly dictionary: Dictionary | undefined;
  /** Detectors that the owner has written. */
  readonly own?: OwnLooks | undefined;
}

/** A part of the work: whoever does it may pause after each. */
export interface Step {
  readonly findings: readonly Finding[];
  /** Characters that were gone through. */
  readonly characters: number;
  /** What was gone through, for a detector outside. Each sign of a text, and of the texts in it, is in one at least. */
  readonly piece?: Piece | undefined;
}

/** A piece of a text, or of a text that is written in it. */
export interface Piece {
  readonly text: string;
  /** Where something that was found in it stands in the whole text; undefined when another piece tells of it. */
  readonly place: (finding: Finding) => Finding | undefined;
}

/** Texts within texts within texts: more turns are a game, and each costs as much as the one before. */
const decodingsMax = 3;
/** As much as is looked through in a few milliseconds. */
const pieceMax = 16_384;
/** Longer than what is found whole and the words before it, so that nothing is cut where two pieces meet. */
const overlap = 512;
/** A run of base64 of this length that says nothing readable is a picture or an archive, and is not searched. */
const opaqueMin = 2048;

/**
 * Everything that is found in a text and in the texts that are written in it in base64, hex or escapes, in steps of
 * bounded work. A finding in such a text stands where that text stands.
 */
export function* inspect(text: string, looks: Looks, decodings = decodingsMax): Generator<Step> {
  let from = 0;
  for (const run of encodedRuns(text)) {
    if (run.text === undefined) {
      if (run.end - run.start < opaqueMin) continue;
      yield* inspectPart(text, from, run.start, looks, decodings);
      from = run.end;
    } else if (decodings > 0) {
      // To decode a run of millions takes a while by itself.
      yield { findings: [], characters: run.text.length >> 4 };
      for (const step of inspect(run.text, looks, decodings - 1)) {
        const { start, end } = run;
        const findings = step.findings.map((finding) => ({
          ...finding,
          start,
          end,
          isEncoded: true as const,
        }));
        const piece =
          step.piece && placed(step.piece, (finding) => ({ ...finding, start, end, isEncoded: true }));
        yield { findings, characters: step.characters, piece };
      }
    }
  }
  yield* inspectPart(text, from, text.length, looks, decodings);
}

function* inspectPart(
  text: string,
  from: number,
  to: number,
  looks: Looks,
  decodings: number,
): Generator<Step> {
  for (let at = from; at < to; at += pieceMax) {
    const start = Math.max(from, at - overlap);
    const piece = text.slice(start, Math.min(to, at + pieceMax + overlap));
    const isHere = (finding: Finding): boolean =>
      finding.start + start >= at && finding.start + start < at + pieceMax;
    const findings = detect(piece, looks.detectors, looks.dictionary).filter(isHere);
    for (const step of looks.own?.look(piece) ?? []) {
      findings.push(...step.findings.filter(isHere));
      yield { findings: [], characters: step.characters };
    }
    const seen = { text: piece, place: (one: Finding) => (isHere(one) ? moved(start)(one) : undefined) };
    const inner = decodings > 0 ? unescapedText(piece) : undefined;
    if (inner === undefined) {
      yield { findings: findings.map(moved(start)), characters: piece.length, piece: seen };
      continue;
    }
    // What was found with half an escape, such as the letter of a line break, is looked at again where it is resolved.
    const whole = findings.filter((finding) => !inner.cuts(finding.start, finding.end));
    const halves = findings.filter((finding) => inner.cuts(finding.start, finding.end));
    yield { findings: whole.map(moved(start)), characters: piece.length, piece: seen };
    const resolved: Finding[] = [];
    for (const step of inspect(inner.text, looks, decodings - 1)) {
      const { findings: there, characters } = step;
      for (const finding of there) {
        const range = inner.outerRange(finding.start, finding.end);
        if (range.start + start >= at && range.start + start < at + pieceMax)
          resolved.push({ ...finding, ...range });
      }
      const outer = (finding: Finding): Finding | undefined =>
        seen.place({ ...finding, ...inner.outerRange(finding.start, finding.end) });
      yield { findings: [], characters, piece: step.piece && placed(step.piece, outer) };
    }
    resolved.sort((left, right) => left.start - right.start || right.end - left.end);
    const isBetter = newsIn(resolved.filter(({ confidence }) => confidence !== 'possible'));
    const news = newsIn(whole);
    yield {
      findings: [...halves.filter(isBetter), ...resolved.filter(news)].map(moved(start)),
      characters: 0,
    };
  }
}

/** A piece of an inner text, whose findings stand elsewhere in the outer one. */
function placed({ text, place }: Piece, outer: (finding: Finding) => Finding | undefined): Piece {
  return {
    text,
    place: (finding) => {
      const inner = place(finding);
      return inner && outer(inner);
    },
  };
}

function moved(by: number): (finding: Finding) => Finding {
  return (finding) => (by === 0 ? finding : { ...finding, start: finding.start + by, end: finding.end + by });
}

/** Tells what the same detector has not found at that place before its escapes were resolved. */
function newsIn(known: readonly Finding[]): (finding: Finding) => boolean {
  const byDetector = new Map<string, Covered>();
  return (finding) => {
    let covered = byDetector.get(finding.detector);
    if (covered === undefined) {
      covered = new Covered(known.filter(({ detector }) => detector === finding.detector));
      byDetector.set(finding.detector, covered);
    }
    return !covered.has(finding);
  };
}

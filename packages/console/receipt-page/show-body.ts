import { type BodyReport, bodyText, type ProvenReceipt, type ReceiptOpening } from '@commonhold/record';
import { element, facts, list } from './element.ts';

/** A file that was held against what a receipt opens. */
export interface HeldBody {
  readonly name: string;
  readonly bytes: number;
  readonly report: BodyReport;
}

const verdicts: Readonly<
  Record<BodyReport['verdict'], { readonly heading: string; readonly sentence: string }>
> = {
  fits: {
    heading: 'The body fits',
    sentence: 'It is the one that this log commits to, to the byte.',
  },
  'does-not-fit': {
    heading: 'The body does not fit',
    sentence: 'It fits nothing that this receipt opens. One byte more or less is enough for that.',
  },
  'not-opened': {
    heading: 'The body was not checked',
    sentence:
      'This receipt opens neither the request nor the answer, so there is nothing to hold it against. Ask for a receipt made with “--open”.',
  },
};

/** For the line that is read out when something was checked. */
export const bodyStatus: Readonly<Record<BodyReport['verdict'], string>> = {
  fits: 'fits',
  'does-not-fit': 'does not fit',
  'not-opened': 'not checked',
};

export function showBody({ name, bytes, report }: HeldBody): HTMLElement {
  const { heading, sentence } = verdicts[report.verdict];
  const title = element('h2', heading);
  // Where the reading goes on after a file was chosen.
  title.id = 'body-verdict';
  title.tabIndex = -1;
  const section = element(
    'section',
    title,
    element('p', `${name}, ${bytes} bytes. ${sentence}`),
    facts(report.checked.map((one) => [nameOf(one), one.fits ? 'these are the bytes' : 'other bytes'])),
    list([...report.proves, ...report.cannot]),
  );
  section.className = `verdict ${report.verdict === 'fits' ? 'proven' : 'unproven'}`;
  return section;
}

/** What the receipt opens; nothing of most. */
export function showOpenings({ openings }: ProvenReceipt): readonly HTMLElement[] {
  if (openings.length === 0) return [];
  return [
    element('h3', 'What this receipt opens'),
    list(openings.map(nameOf)),
    element(
      'p',
      `${bodyText.cannot.guess} Whoever has the request or the answer as a file can choose it above, to see whether it is the one.`,
    ),
  ];
}

function nameOf({ field, attempt, index }: ReceiptOpening): string {
  const place = attempt === 0 ? `leaf ${index}` : `attempt ${attempt}, leaf ${index}`;
  return `${bodyText.fields[field]} (${place})`;
}

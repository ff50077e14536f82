import type { ProvenLeaf, ProvenReceipt, ReceiptReport } from '@commonhold/record';
import { code, element, facts, list, onDemand } from './element.ts';
import { type HeldBody, showBody, showOpenings } from './show-body.ts';
import { showCall } from './show-call.ts';

/** What was checked, for the paper that the page is printed on. */
export interface CheckedFile {
  readonly name: string;
  readonly bytes: number;
  /** Hexadecimal, as other programs print it. */
  readonly sha256: string;
  readonly checked: Date;
}

export function showReceipt(
  report: ReceiptReport,
  file: CheckedFile,
  body: HeldBody | undefined,
): readonly HTMLElement[] {
  return report.verdict === 'proven' ? showProven(report, file, body) : showUnproven(report.reason, file);
}

function showUnproven(reason: string, file: CheckedFile): readonly HTMLElement[] {
  return [
    verdict('Not proven', 'unproven', reason),
    element('p', 'Nothing that this file says is worth anything as evidence, so none of it is shown.'),
    aboutFile(file),
  ];
}

function showProven(
  report: ProvenReceipt,
  file: CheckedFile,
  body: HeldBody | undefined,
): readonly HTMLElement[] {
  const { origin, size, root, statedKey, signedBy, leaves, coverage } = report;
  return [
    verdict(
      // Anybody can sign a log of his own making, so without a trusted key the word alone would promise too much.
      signedBy === 'trusted-key' ? 'Proven' : 'Proven, if the key is the node’s',
      'proven',
      `This is what the log ${origin} held about the call when its head was signed over ${size} leaves.`,
    ),
    element(
      'p',
      signedBy === 'trusted-key'
        ? 'The head of the log is signed by a key that you gave as trusted. The receipt names this one:'
        : 'The head of the log is signed by the key that the receipt itself names. Compare it with what the node’s owner published:',
    ),
    element('p', code(statedKey)),
    ...(body === undefined ? [] : [showBody(body)]),
    ...showCall(report.call),
    ...showOpenings(report),
    element('h3', 'What this proves'),
    list(report.proves),
    element('h3', 'What this does not prove'),
    list(report.cannot),
    element(
      'p',
      `These sentences are of the published coverage text, version ${coverage.version}, SHA-256 `,
      code(coverage.digest),
      '.',
    ),
    element('h3', 'The evidence'),
    ...leaves.flatMap((leaf) => showLeaf(leaf, root)),
    onDemand('The signed head of the log', element('pre', report.checkpoint)),
    aboutFile(file),
  ];
}

function verdict(heading: string, kind: 'proven' | 'unproven', sentence: string): HTMLElement {
  const title = element('h2', heading);
  // Where the reading goes on after a receipt was chosen.
  title.id = 'verdict';
  title.tabIndex = -1;
  const section = element('section', title, element('p', sentence));
  section.className = `verdict ${kind}`;
  return section;
}

function showLeaf({ index, leaf, text, leafHash, path }: ProvenLeaf, root: string): readonly HTMLElement[] {
  return [
    element('h4', `Leaf ${index}: ${leaf.kind}`),
    facts(fieldsOf(JSON.parse(text))),
    onDemand('As it stands in the log', element('pre', text)),
    onDemand(
      `Its path to the signed root, ${path.length} ${path.length === 1 ? 'hash' : 'hashes'}`,
      facts([
        [`leaf ${index}`, code(leafHash)],
        ...path.map(({ start, end, hash }): [string, HTMLElement] => [
          `${start < index ? 'on its left' : 'on its right'}, ${end - start === 1 ? `leaf ${start}` : `leaves ${start} to ${end - 1}`}`,
          code(hash),
        ]),
        ['together, the root', code(root)],
      ]),
    ),
  ];
}

/** Every field of a leaf by its own name, inner ones as `model.name`. */
function fieldsOf(value: unknown, name = ''): [string, HTMLElement][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([member, inner]: [string, unknown]) =>
      fieldsOf(inner, name === '' ? member : `${name}.${member}`),
    );
  }
  const text = Array.isArray(value) ? value.join(', ') || 'none' : String(value);
  return [[name, code(text)]];
}

function aboutFile({ name, bytes, sha256, checked }: CheckedFile): HTMLElement {
  const time = `${checked.toISOString().slice(0, 19).replace('T', ' ')} UTC by the clock of this computer`;
  const section = element(
    'section',
    element('h3', 'The file that was checked'),
    facts([
      ['Name', name],
      ['Size', `${bytes} bytes`],
      ['SHA-256', code(sha256)],
      ['Checked', time],
    ]),
  );
  return section;
}

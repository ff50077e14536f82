import { checkBody, receiptBytesMax, type ReceiptReport, verifyReceipt } from '@commonhold/record';
import { ed25519Verifier } from '@commonhold/tlog';
import { element } from './element.ts';
import { bodyStatus, type HeldBody } from './show-body.ts';
import { type CheckedFile, showReceipt } from './show-receipt.ts';
import './style.css';
import { type Missing, sha256, whatIsMissing, withWebCrypto } from '../src/proof/web-crypto.ts';

/** Waits for the last of several key strokes; a check takes milliseconds, but the page should not flicker. */
const keyPauseMs = 200;

/** A browser hashes a whole file in memory, and holds it there several times. The command takes larger ones. */
const bodyBytesMax = 32 * 1024 * 1024;

/** What every receipt begins with, of whichever version. */
const receiptStart = 'commonhold receipt v';

interface ChosenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const missingWords: Readonly<Record<Missing, string>> = {
  encoding: 'This browser is too old to read the encoding of a receipt.',
  cryptography: 'This browser does not let this page use its cryptography.',
  signatures: 'This browser cannot check signatures of the kind that receipts carry (Ed25519).',
};

class ReceiptPage {
  readonly #file = byId('file', HTMLInputElement);
  readonly #key = byId('key', HTMLInputElement);
  readonly #keyProblem = byId('key-problem', HTMLElement);
  readonly #status = byId('status', HTMLElement);
  readonly #result = byId('result', HTMLElement);
  readonly #drop = byId('drop', HTMLElement);
  readonly #body = byId('body', HTMLInputElement);
  readonly #bodyProblem = byId('body-problem', HTMLElement);
  #chosen: ChosenFile | undefined;
  #chosenBody: ChosenFile | undefined;
  /** Counts checks, so that one that was overtaken shows nothing. */
  #check = 0;
  #pause: number | undefined;

  async open(): Promise<void> {
    const missing = await whatIsMissing();
    if (missing !== undefined) {
      this.#status.textContent = `${missingWords[missing]} Chrome or Edge from 140, Firefox from 133 and Safari from 18.2 can. So can the command “commonhold receipt verify FILE”.`;
      this.#file.disabled = true;
      this.#key.disabled = true;
      this.#body.disabled = true;
      return;
    }
    byId('ask', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault());
    this.#file.addEventListener('change', () => void this.#take(this.#file.files?.[0]));
    this.#body.addEventListener('change', () => void this.#takeBody(this.#body.files?.[0]));
    this.#key.addEventListener('input', () => {
      window.clearTimeout(this.#pause);
      this.#pause = window.setTimeout(() => void this.#show(), keyPauseMs);
    });
    this.#dropping();
    // On paper nothing can be opened.
    window.addEventListener('beforeprint', () => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
  }

  #dropping(): void {
    document.addEventListener('dragover', (event) => {
      event.preventDefault();
      this.#drop.classList.add('over');
    });
    document.addEventListener('dragleave', (event) => {
      if (event.relatedTarget === null) this.#drop.classList.remove('over');
    });
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      this.#drop.classList.remove('over');
      void this.#takeDropped([...(event.dataTransfer?.files ?? [])]);
    });
  }

  async #take(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    // A larger file is none; so much of it is enough to say so.
    const bytes = new Uint8Array(await file.slice(0, receiptBytesMax + 1).arrayBuffer());
    this.#chosen = { name: file.name, bytes };
    await this.#show('verdict');
  }

  async #takeBody(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    const isTooLarge = file.size > bodyBytesMax;
    this.#bodyProblem.textContent = isTooLarge
      ? `${file.name} has more than ${bodyBytesMax} bytes. The command “commonhold receipt verify FILE --body FILE” takes it.`
      : '';
    this.#body.setAttribute('aria-invalid', String(isTooLarge));
    // What was held before is not what is meant now.
    this.#chosenBody = isTooLarge
      ? undefined
      : { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
    await this.#show('body-verdict');
  }

  /** Of files that are dropped, each says by its first bytes what it is; without a receipt yet, the first should be one. */
  async #takeDropped(files: readonly File[]): Promise<void> {
    const starts = await Promise.all(files.map((file) => file.slice(0, receiptStart.length).text()));
    const receipt = files.find((_, at) => starts[at] === receiptStart);
    const other = files.find((file) => file !== receipt);
    if (receipt === undefined && this.#chosen === undefined) await this.#take(other);
    else {
      await this.#take(receipt);
      await this.#takeBody(other);
    }
  }

  async #show(focus?: 'verdict' | 'body-verdict'): Promise<void> {
    const check = ++this.#check;
    const key = this.#key.value.trim();
    const problem = key === '' ? undefined : await problemOfKey(key);
    if (check !== this.#check) return;
    this.#keyProblem.textContent = problem ?? '';
    this.#key.setAttribute('aria-invalid', String(problem !== undefined));
    const chosen = this.#chosen;
    if (chosen === undefined) return;
    if (problem !== undefined) {
      // Without it the verdict would be about a key that the reader did not mean.
      this.#result.replaceChildren();
      this.#status.textContent = 'The receipt is not checked until the key is right, or the field is empty.';
      return;
    }
    const trustedKeys = key === '' ? [] : [key];
    const report: ReceiptReport = await withWebCrypto((tools) =>
      verifyReceipt(chosen.bytes, { ...tools, trustedKeys }),
    );
    const body = await held(this.#chosenBody, report);
    const file: CheckedFile = {
      name: chosen.name,
      bytes: chosen.bytes.length,
      sha256: (await sha256(chosen.bytes)).toHex(),
      checked: new Date(),
    };
    if (check !== this.#check) return;
    const verdict = report.verdict === 'proven' ? 'proven' : 'not proven';
    const ofBody = body === undefined ? '' : ` ${body.name}: ${bodyStatus[body.report.verdict]}.`;
    this.#status.textContent = `${chosen.name}: ${verdict}.${ofBody}`;
    document.title = `${chosen.name}: ${verdict}`;
    this.#result.replaceChildren(...showReceipt(report, file, body));
    if (focus !== undefined) document.getElementById(focus)?.focus();
  }
}

/** Nothing that an unproven receipt says is worth holding a file against. */
async function held(body: ChosenFile | undefined, report: ReceiptReport): Promise<HeldBody | undefined> {
  if (body === undefined || report.verdict === 'not-proven') return undefined;
  const checked = await withWebCrypto(({ hash }) => checkBody(report, body.bytes, hash));
  return { name: body.name, bytes: body.bytes.length, report: checked };
}

/** What is wrong with a verifier key, in a sentence. */
async function problemOfKey(key: string): Promise<string | undefined> {
  try {
    await withWebCrypto((tools) => ed25519Verifier(tools.hash, key, tools.verifySignature));
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has lost its ${id}.`);
  return found;
}

new ReceiptPage().open().catch((thrown: unknown) => {
  document.body.append(element('p', `This page is broken: ${String(thrown)}`));
});

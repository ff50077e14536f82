import { readFile, stat } from 'node:fs/promises';
import {
  type BodyReport,
  bodyText,
  checkBody,
  type Placed,
  type ProvenReceipt,
  type ReceiptAttempt,
  receiptBytesMax,
  type ReceiptOpening,
  type ReceiptPart,
  type ReceiptReport,
  verifyReceipt,
} from '@commonhold/record';
import type { RefusalLeaf } from '@commonhold/record';
import { parseNote } from '@commonhold/tlog';
import { CommonholdError, describe } from '#base';
import { verifySignature } from '#ledger';
import { sha256 } from '#store';
import { type Action, exitCodes } from '../command.ts';
import { checkpointLine } from './checkpoint-line.ts';
import { readGivenFile } from '../terminal/given-file.ts';
import { withNode } from '../node/node-client.ts';
import { print, printJson, styled, type Terminal } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';
import {
  judgeByPolicy,
  type JudgedByPolicy,
  logKeysOf,
  readPolicyFile,
  showPolicy,
} from './witness-policy-file.ts';
import { checkedKey } from './verifier-key.ts';

export interface ReceiptOptions {
  readonly call: string;
  /** Parts of which the salts go with it. */
  readonly open: readonly ReceiptPart[];
  readonly reason: string | undefined;
  readonly json: boolean;
}

/** `commonhold receipt`: the bytes of the receipt and nothing else, for a file or a pipe. */
export const receiptCommand: Action<ReceiptOptions> = async (terminal, options) =>
  withNode(terminal, async (node) => {
    const { open, reason } = options;
    if (open.length === 0 && reason !== undefined) {
      throw new CommonholdError('request_invalid', {
        detail: '--reason says why something is opened, and nothing is without --open',
      });
    }
    const receipt = await node.bytes(
      `/api/receipts/${encodeURIComponent(options.call)}`,
      ...(open.length === 0 ? [] : [{ open, reason }]),
    );
    if (options.json) printJson(terminal, { call: options.call, receipt: Buffer.from(receipt).toString() });
    else terminal.output.write(receipt);
    return exitCodes.done;
  });

export const receiptKeyCommand: Action<{ readonly json: boolean }> = async (terminal, options) =>
  withNode(terminal, async (node) => {
    const key = await node.get<{ verifierKey: string }>('/api/receipts/key');
    if (options.json) printJson(terminal, key);
    else print(terminal, printable(key.verifierKey));
    return exitCodes.done;
  });

export interface VerifyReceiptOptions {
  readonly file: string;
  readonly key: string | undefined;
  /** A policy file: who must have cosigned the head that the receipt is proved against. */
  readonly policy: string | undefined;
  /** A file that may be what was asked or answered. */
  readonly body: string | undefined;
  readonly field: ReceiptPart | undefined;
  readonly json: boolean;
}

/** As much as a node can record of one body; a larger file is none. */
const bodyBytesMax = 512 * 1024 * 1024;

/** `commonhold receipt verify`: needs the file alone, and the body if one is to be held against it. */
export const verifyReceiptCommand: Action<VerifyReceiptOptions> = async (terminal, options) => {
  const policy = options.policy === undefined ? undefined : await readPolicyFile(options.policy);
  const named = policy === undefined ? [] : logKeysOf(policy);
  const trustedKeys = options.key === undefined ? named : [checkedKey(options.key)];
  if (options.body === undefined && options.field !== undefined) {
    throw new CommonholdError('request_invalid', {
      detail: '--field says what a body is held against, and there is none without --body',
    });
  }
  const bytes = await readGivenFile(options.file, receiptBytesMax);
  const report = verifyReceipt(bytes, { hash: sha256, verifySignature, trustedKeys });
  const read = options.body === undefined ? undefined : await readBody(options.body);
  // Nothing that an unproven receipt says is worth holding anything against.
  const body =
    read === undefined || report.verdict === 'not-proven'
      ? undefined
      : checkBody(report, read, sha256, options.field);
  const judged =
    policy === undefined || report.verdict === 'not-proven'
      ? undefined
      : judgeByPolicy(policy, report.checkpoint, trustedKeys);
  if (options.json) {
    printJson(terminal, { ...report, ...(judged && { policy: judged }), ...(body && { body }) });
  } else {
    showReport(terminal, report, judged);
    if (body !== undefined) showBody(terminal, body, options.field);
  }
  const isProven = report.verdict === 'proven' && (body === undefined || body.verdict === 'fits');
  const isEnough = policy === undefined || judged?.verdict === 'met';
  return isProven && isEnough ? exitCodes.done : exitCodes.no;
};

async function readBody(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > bodyBytesMax) throw new Error(`it has ${size} bytes, and no body has so many`);
    return await readFile(file);
  } catch (thrown) {
    throw new CommonholdError('file_unreadable', { file, detail: describe(thrown) }, { cause: thrown });
  }
}

function showReport(terminal: Terminal, report: ReceiptReport, judged: JudgedByPolicy | undefined): void {
  if (report.verdict === 'not-proven') {
    print(terminal, `${styled(terminal, 'red', 'Not proven.')} ${printable(report.reason)}`);
    return;
  }
  const { call } = report;
  // Anybody can sign a log of his own making, so without a trusted key the word alone would promise too much.
  const verdict = report.signedBy === 'trusted-key' ? 'Proven.' : "Proven, if the key is the node's.";
  print(terminal, `${styled(terminal, 'green', verdict)} Call ${call.id}: ${call.status}.`);
  print(terminal, `  checkpoint  ${checkpointLine(report.checkpoint)}`);
  print(terminal, `  signed by   ${printable(report.statedKey)}`);
  print(terminal, `              ${signedBy(report)}`);
  if (judged === undefined) sayOthers(terminal, report);
  else showPolicy(terminal, judged);
  if (call.refusal !== undefined) showRefusal(terminal, call.refusal);
  for (const attempt of call.attempts) showAttempt(terminal, attempt);
  if (report.openings.length > 0) showOpenings(terminal, report.openings);
  print(terminal, '\nThis proves');
  for (const sentence of report.proves) print(terminal, `  + ${sentence}`);
  print(terminal, 'This cannot prove');
  for (const sentence of report.cannot) print(terminal, `  - ${sentence}`);
  const { version, digest } = report.coverage;
  print(terminal, `These sentences are of the coverage text, version ${version}, SHA-256 ${digest}.`);
}

function showOpenings(terminal: Terminal, openings: readonly ReceiptOpening[]): void {
  print(terminal, `\n${styled(terminal, 'bold', 'opened; --body holds a file against it')}`);
  for (const one of openings) print(terminal, `  ${bodyText.fields[one.field]} (${placeOf(one)})`);
  print(terminal, `  ${bodyText.cannot.guess}`);
}

function placeOf({ attempt, index }: ReceiptOpening): string {
  return attempt === 0 ? `entry ${index}` : `attempt ${attempt}, entry ${index}`;
}

function showBody(terminal: Terminal, body: BodyReport, part: ReceiptPart | undefined): void {
  const what = part === undefined ? 'what the receipt opens' : `the ${part} that the receipt opens`;
  switch (body.verdict) {
    case 'fits':
      print(
        terminal,
        `\n${styled(terminal, 'green', 'The body fits.')} It is the one that this log commits to.`,
      );
      break;
    case 'does-not-fit':
      print(terminal, `\n${styled(terminal, 'red', 'The body does not fit')} ${what}.`);
      break;
    case 'not-opened':
      print(
        terminal,
        `\n${styled(terminal, 'red', 'The body was not checked.')} The receipt opens no ${part ?? 'body'}; ask for one made with --open.`,
      );
      break;
  }
  for (const one of body.checked) {
    print(
      terminal,
      `  ${one.fits ? 'fits       ' : 'differs    '} ${bodyText.fields[one.field]} (${placeOf(one)})`,
    );
  }
  for (const sentence of body.proves) print(terminal, `  + ${sentence}`);
  for (const sentence of body.cannot) print(terminal, `  - ${sentence}`);
}

/** Names are what signatures say of themselves: whether they are right is for a policy to tell. */
function sayOthers(terminal: Terminal, { checkpoint, otherSignatures }: ProvenReceipt): void {
  if (otherSignatures === 0) return;
  const log = checkpoint.slice(0, checkpoint.indexOf('\n'));
  const names = parseNote(checkpoint).signatures.map(({ name }) => name);
  const others = [...new Set(names)].filter((name) => name !== log);
  print(
    terminal,
    `  also signed ${printable(others.join(', ') || 'by another key of the log')}; not checked, --policy does that`,
  );
}

function signedBy(report: ProvenReceipt): string {
  return report.signedBy === 'trusted-key'
    ? 'and by a key that you gave as trusted'
    : "the key that the receipt itself names; compare it with what the node's owner published (--key)";
}

function showAttempt(terminal: Terminal, { number, intent, outcome }: ReceiptAttempt): void {
  const { model, destination, labels, decision, wire, policy } = intent.leaf;
  const { status, error, http, finish, tokens, engine } = outcome.leaf;
  facts(terminal, `attempt ${number}`, [
    ['intent', `entry ${intent.index}, ${intent.leaf.time}`],
    ['outcome', `entry ${outcome.index}, ${outcome.leaf.time}`],
    ['status', [status, error, http, finish].filter((part) => part !== undefined).join(', ')],
    ['model', model.weights === undefined ? model.name : `${model.name}, weights ${model.weights}`],
    [
      'sent to',
      [destination.provider, destination.country, `local: ${destination.local}`].filter(Boolean).join(', '),
    ],
    ['wires', `${wire.client} in, ${wire.provider} out`],
    ['labels', labels.join(', ') || 'none'],
    ['in answer', outcome.leaf.labels.join(', ') || 'none'],
    ['decision', decision.join(', ')],
    ['rules', policy],
    [
      'tokens',
      tokens &&
        `at most ${tokens.input} in, ${tokens.output} out (${tokens.source}, rounded up to a power of two)`,
    ],
    ['engine', engine && `${engine.build}${engine.deterministic ? ', deterministic' : ''}`],
  ]);
}

function showRefusal(terminal: Terminal, { index, leaf }: Placed<RefusalLeaf>): void {
  facts(terminal, 'refused, nothing was sent', [
    ['refusal', `entry ${index}, ${leaf.time}`],
    ['error', leaf.error],
    ['labels', leaf.labels.join(', ') || 'none'],
    ['decision', leaf.decision.join(', ')],
    ['rules', leaf.policy],
  ]);
}

function facts(
  terminal: Terminal,
  heading: string,
  rows: readonly (readonly [string, string | undefined])[],
): void {
  print(terminal, `\n${styled(terminal, 'bold', heading)}`);
  for (const [name, value] of rows) {
    if (value !== undefined) print(terminal, `  ${name.padEnd(11)} ${printable(value)}`);
  }
}

import { encodeLeaf, type Leaf, type ReceiptPart } from '@commonhold/record';
import { CommonholdError } from '#base';
import type { Principal } from '#call';
import { type Commit, type CommitBody, type Committed, type CommitRow } from '#store';
import { Accesses } from './accesses/accesses.ts';
import { ApprovalLog } from './approvals/approval-log.ts';
import type { AccessStatement } from './accesses/access-statement.ts';
import { AttemptSecret } from './bodies/attempt-secret.ts';
import { encryptBody } from './bodies/body-cipher.ts';
import { changeDigest } from './log/change-digest.ts';
import type { Checkpoints } from './log/checkpoints.ts';
import { Conversations } from './bodies/conversations.ts';
import { openCredential, sealCredential } from './bodies/credential-seal.ts';
import { type DecidedCalls, type DecidedQuery, readDecided } from './calls/decided-calls.ts';
import { DecisionBases } from './calls/decision-basis.ts';
import { callFacts, intentDetail, writeCallerDetail } from './calls/details.ts';
import type { Domain } from './bodies/domain-secret.ts';
import { Domains } from './bodies/domains.ts';
import { Erasures } from './erasure/erasures.ts';
import type { LeafMaker } from './log/leaves.ts';
import type { CallPage, CallQuery } from './calls/call-query.ts';
import { CosignedHeads } from './log/cosigned-heads.ts';
import type { EarlierCalls } from './calls/earlier.ts';
import { readEarlier } from './calls/read-earlier.ts';
import { findCalls } from './calls/find-calls.ts';
import { Heartbeats } from './log/heartbeats.ts';
import type { CallDetail, Ledger, NewChange, OpenedBody } from './ledger.ts';
import type { LogSession } from './log/log-session.ts';
import { leavesOfCall, type MadeReceipt, makeReceipt } from './receipts/make-receipt.ts';
import type { SigningKey } from './keys/node-keys.ts';
import type { OpaqueNames } from './log/opaque-names.ts';
import { RecordedAttempt } from './open-attempt.ts';
import { readCall } from './calls/read-call.ts';
import { type CallValues, readCallValues } from './calls/call-values.ts';
import { flowFacets, sentFlow } from './calls/flow-rows.ts';
import { type Flow, type FlowQuery, readFlows } from './calls/flows.ts';
import { type Overview, type OverviewQuery, readOverview } from './calls/overview.ts';
import { placeNames } from './calls/place-names.ts';
import type { NewAttempt, NewRefusal, OpenAttempt } from './recorder.ts';
import { type CostQuery, readSpent, type SpentOfTime } from './calls/spent.ts';
import { expectedRow, expectedRows } from './calls/spent-rows.ts';
import { intentRows, refusalRows } from './calls/rows.ts';
import { SegmentLabels } from './calls/segment-labels.ts';
import { saltedCommitment, saltedTextCommitment } from './bodies/salted-commitment.ts';
import { ImportLog } from './imports/import-log.ts';
import { SubtreeRoots } from './log/subtree-roots.ts';
import type { LedgerOptions } from './ledger-options.ts';

/** What a start has found and made before the ledger takes its first call. */
export interface OpenedLog {
  readonly root: Uint8Array;
  readonly signing: SigningKey;
  readonly origin: string;
  readonly names: OpaqueNames;
  readonly leaves: LeafMaker;
  readonly checkpoints: Checkpoints;
  readonly session: LogSession;
  readonly lastBefore: number | undefined;
}

export class StoredLedger implements Ledger {
  readonly origin: string;
  readonly verifierKey: string;
  readonly lastBefore: number | undefined;
  readonly conversations: Conversations;
  readonly resent: SegmentLabels;
  readonly accesses: Accesses;
  readonly erasures: Erasures;
  readonly approvals: ApprovalLog;
  readonly cosigned: CosignedHeads;
  readonly earlier: EarlierCalls;
  readonly imports: ImportLog;
  readonly #options: LedgerOptions;
  readonly #opened: OpenedLog;
  readonly #domains: Domains;
  readonly #roots: SubtreeRoots;
  readonly #bases = new DecisionBases();
  readonly #heartbeats: Heartbeats | undefined;
  #closing: Promise<void> | undefined;
  /** Set as the closing leaf is queued: a leaf after it would stand outside of any session. */
  #isClosed = false;

  constructor(options: LedgerOptions, opened: OpenedLog) {
    this.#options = options;
    this.#opened = opened;
    this.origin = opened.origin;
    this.lastBefore = opened.lastBefore;
    this.verifierKey = opened.signing.verifierKey;
    this.#domains = new Domains(options.store, opened.root, options.randomness, options.home);
    this.#roots = new SubtreeRoots(options.store);
    const latest = () => opened.checkpoints.latest;
    this.cosigned = new CosignedHeads(options.store, this.#roots, options.clock, latest);
    if (options.heartbeats !== 'none') {
      this.#heartbeats = new Heartbeats(
        () => this.#append(opened.session.leaf('heartbeat'), []),
        (error) => options.onTrouble(error, 'heartbeat'),
        options.heartbeats,
      );
      this.#heartbeats.start();
    }
    this.resent = new SegmentLabels(options.store, this.#domains);
    this.conversations = new Conversations(options.store, this.#domains, options.randomness);
    this.erasures = new Erasures({
      ...options,
      domains: this.#domains,
      conversations: this.conversations,
      leaves: opened.leaves,
      commit: (commit) => this.#commit(commit),
      grew: () => opened.checkpoints.grew(),
      forget: () => this.resent.forget(),
      change: (actor, action, hold, row) =>
        this.change({ actor, subject: 'hold', action, target: hold.id }, [row]),
      pseudonymOf: async (actor) => (await this.#domainOf(actor)).pseudonym,
    });
    this.earlier = {
      read: async (principal, name) => {
        await this.#settled();
        return readEarlier(options.store, this.#domains, options.home, principal, name);
      },
    };
    this.approvals = new ApprovalLog({
      ...options,
      domains: this.#domains,
      leaves: opened.leaves,
      names: opened.names,
      append: (leaf, rows) => this.#append(leaf, rows),
      settled: () => this.#settled(),
      domainOf: (principal) => this.#domainOf(principal),
    });
    this.imports = new ImportLog({
      store: options.store,
      leaves: opened.leaves,
      names: opened.names,
      append: (leaf, rows) => this.#append(leaf, rows),
      settled: () => this.#settled(),
      domainOf: (principal) => this.#domainOf(principal),
    });
    this.accesses = new Accesses(
      options.store,
      this.#domains,
      opened.leaves,
      options.randomness,
      options.home,
      {
        append: (leaf, rows) => this.#append(leaf, rows),
        settled: () => this.#settled(),
        domainOf: (principal) => this.#domainOf(principal),
      },
    );
  }

  async intent(attempt: NewAttempt): Promise<OpenAttempt> {
    const { randomness } = this.#options;
    const { call, number, sent, segments } = attempt;
    const domain = await this.#domainOf(call.principal);
    const secret = AttemptSecret.make(randomness);
    const name = { call: call.id, attempt: number };
    const basis = this.#bases.of(call.labelReach, attempt.destination);
    const detail = writeCallerDetail(intentDetail(attempt, domain.id, basis?.digest));
    const leaf = this.#opened.leaves.intent(attempt, domain.pseudonym, {
      // The request is the call's, so only the first attempt commits to it.
      ...(number === 1 ? { request: saltedCommitment(secret.salt('request'), call.request) } : {}),
      sent: saltedCommitment(secret.salt('sent'), sent),
      detail: saltedTextCommitment(secret.salt('intentDetail'), detail),
    });
    const bodies: CommitBody[] = [];
    if (number === 1) {
      const bytes = encryptBody(secret.key('request'), name, 'request', [call.request]);
      bodies.push({ leaf: 0, field: 'request', bytes });
    }
    if (!sameContent(sent, call.request)) {
      bodies.push({ leaf: 0, field: 'sent', bytes: encryptBody(secret.key('sent'), name, 'sent', [sent]) });
    }
    const wrapped = secret.wrap(domain, name, randomness);
    const flow = flowFacets(attempt, leaf.time);
    const spent = expectedRow(attempt);
    // A crash before this commit: nothing has left and nothing says so. After it: the attempt is on record, and the
    // next start calls it unknown unless its outcome follows.
    const { indexes } = await this.#commit(
      {
        leaves: [encodeLeaf(leaf)],
        bodies,
        rows: [
          ...intentRows(attempt, leaf.time, domain.id, wrapped, detail),
          ...this.#bases.rowsFor(basis),
          ...this.resent.rows(domain, call.id, segments),
          ...expectedRows(spent),
        ],
        // What was imported did not leave here; `store/flow-day.ts` says the same.
        flows: call.origin === 'import' ? [] : [sentFlow(flow, sent)],
        urgency: 'intent',
      },
      'intents',
    );
    this.resent.written(domain, segments);
    this.#bases.isWritten(basis);
    this.#opened.checkpoints.grew();
    const { id, origin } = call;
    const recorded = { call: { id, origin }, number, intent: indexes[0] ?? 0, secret, domain, flow, spent };
    return new RecordedAttempt(recorded, this.#opened.leaves, this.resent, async (commit) => {
      await this.#commit(commit, 'outcomes');
      this.#opened.checkpoints.grew();
    });
  }

  async refusal(refusal: NewRefusal): Promise<void> {
    const { randomness } = this.#options;
    const { call, decision, segments } = refusal;
    const domain = await this.#domainOf(call.principal);
    const secret = AttemptSecret.make(randomness);
    const name = { call: call.id, attempt: 0 };
    const basis = this.#bases.of(call.labelReach, undefined);
    const detail = writeCallerDetail(callFacts(call, 0, domain.id, decision, basis?.digest));
    const leaf = this.#opened.leaves.refusal(refusal, domain.pseudonym, {
      request: saltedCommitment(secret.salt('request'), call.request),
      detail: saltedTextCommitment(secret.salt('intentDetail'), detail),
    });
    const bytes = encryptBody(secret.key('request'), name, 'request', [call.request]);
    const wrapped = secret.wrap(domain, name, randomness);
    await this.#commit(
      {
        leaves: [encodeLeaf(leaf)],
        bodies: [{ leaf: 0, field: 'request', bytes }],
        rows: [
          ...refusalRows(refusal, leaf.time, domain.id, wrapped, detail),
          ...this.#bases.rowsFor(basis),
          ...this.resent.rows(domain, call.id, segments),
        ],
        urgency: 'intent',
      },
      'refusals',
    );
    this.resent.written(domain, segments);
    this.#bases.isWritten(basis);
    this.#opened.checkpoints.grew();
  }

  async change(change: NewChange, rows: readonly CommitRow[]): Promise<void> {
    const { pseudonym } = await this.#domainOf(change.actor);
    const { names, leaves } = this.#opened;
    const target = names.target(change.subject, change.target);
    // A row's own digest goes first: it is what `verify` holds the row against.
    const digest = changeDigest(names, rows) ?? change.digest;
    const { subject, action } = change;
    const leaf = leaves.change(pseudonym, {
      subject,
      action,
      target,
      ...(digest === undefined ? {} : { digest }),
    });
    await this.#append(leaf, rows);
  }

  async calls(query: CallQuery): Promise<CallPage> {
    await this.#settled();
    return findCalls(this.#options.store, query);
  }

  async call(id: string, principal?: string): Promise<CallDetail | undefined> {
    await this.#settled();
    return readCall(this.#options.store, id, principal);
  }

  async callValues(principal?: string): Promise<CallValues> {
    return readCallValues(this.#options.store, principal);
  }

  async overview(query: OverviewQuery): Promise<Overview> {
    await this.#settled();
    return readOverview(this.#options.store, query, placeNames(this.#opened.names));
  }

  async flows(query: FlowQuery): Promise<readonly Flow[]> {
    await this.#settled();
    return readFlows(this.#options.store, query, placeNames(this.#opened.names));
  }

  async spent(query: CostQuery): Promise<SpentOfTime> {
    await this.#settled();
    return readSpent(this.#options.store, query);
  }

  async decided(query: DecidedQuery): Promise<DecidedCalls> {
    await this.#settled();
    return readDecided(this.#options.store, query);
  }

  openBodies(id: string, reader: Principal, statement: AccessStatement = {}): Promise<readonly OpenedBody[]> {
    return this.accesses.open(id, reader, statement);
  }

  async checkpoint(): Promise<string> {
    await this.#settled();
    const { checkpoints } = this.#opened;
    const last = checkpoints.held === undefined ? undefined : checkpoints.latest;
    return (last ?? (await checkpoints.current())).note;
  }

  get signingHeld(): CommonholdError | undefined {
    return this.#opened.checkpoints.held;
  }

  holdSigning(reason: CommonholdError): void {
    this.#opened.checkpoints.hold(reason);
  }

  releaseSigning(): void {
    this.#opened.checkpoints.release();
  }

  async receipt(id: string): Promise<Uint8Array> {
    return (await this.#receipt(id)).bytes;
  }

  async openReceipt(
    id: string,
    parts: readonly ReceiptPart[],
    reader: Principal,
    statement: AccessStatement = {},
  ): Promise<Uint8Array> {
    return this.accesses.receipt(await this.#receipt(id), parts, reader, statement);
  }

  async #receipt(id: string): Promise<MadeReceipt> {
    await this.#settled();
    const { store } = this.#options;
    const indexes = await leavesOfCall(store, id);
    // What witnesses have cosigned says more than the node's word alone, even where the log has grown since.
    const last = indexes.at(-1) ?? 0;
    const checkpoint = (await this.cosigned.over(last)) ?? (await this.#opened.checkpoints.over(last));
    return makeReceipt(store, this.#roots, checkpoint, this.verifierKey, id, indexes);
  }

  sealCredential(provider: string, credential: Uint8Array): Uint8Array {
    return sealCredential(this.#opened.root, this.#options.randomness, provider, credential);
  }

  openCredential(provider: string, sealed: Uint8Array): Uint8Array {
    return openCredential(this.#opened.root, provider, sealed);
  }

  countStranger(): void {
    this.#opened.session.stranger();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.erasures.stop();
    const { checkpoints, session } = this.#opened;
    this.#heartbeats?.stop();
    await this.#settled();
    // Only attempts that are open can still come to an end here, so this ends; the closing counts are exact.
    while (!session.isSettled) await this.#settled();
    await checkpoints.stop();
    const closing = this.#append(session.leaf('close'), []);
    this.#isClosed = true;
    await closing;
    await checkpoints.stop();
    // While nothing may be signed, the closing entry stays unsigned like those before it.
    if (checkpoints.held === undefined) await checkpoints.current();
  }

  async #append(leaf: Leaf, rows: readonly CommitRow[]): Promise<void> {
    await this.#commit({
      leaves: [encodeLeaf(leaf)],
      bodies: [],
      rows,
      urgency: 'closing',
    });
    this.#opened.checkpoints.grew();
  }

  #commit(commit: Commit, counted?: 'intents' | 'outcomes' | 'refusals'): Promise<Committed> {
    // Whoever still has an attempt open learns it here; the next start will call the attempt unknown.
    if (this.#isClosed) return Promise.reject(new CommonholdError('node_stopping'));
    return this.#opened.session.counting(this.#options.store.commit(commit), counted);
  }

  /** After everything that was given to the store before: an empty commit takes its turn and writes nothing. */
  async #settled(): Promise<void> {
    await this.#options.store.commit({ leaves: [], bodies: [], rows: [], urgency: 'closing' });
  }

  async #domainOf(principal: Principal): Promise<Domain> {
    if (this.#closing !== undefined) throw new CommonholdError('node_stopping');
    const now = this.#options.clock.now();
    return this.#domains.ready(principal, now) ?? (await this.#domains.of(principal, now));
  }
}

/** Same wire in and out: the bytes usually are the very same object. */
function sameContent(left: Uint8Array, right: Uint8Array): boolean {
  return left === right || Buffer.compare(left, right) === 0;
}

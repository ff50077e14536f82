import { isDeepStrictEqual } from 'node:util';
import { CommonholdError, Turns } from '#base';
import type { Principal } from '#call';
import { type Configuration, ConfigurationFile, loadConfiguration } from '#config';
import { isDemoHome } from '#home';
import { Approvals, Endings, type Gate, Health, Limits, RunLabels } from '#gate';
import { Credentials, Keys, ownerBySocket, Sessions, SignInLinks } from '#identity';
import {
  keysIn,
  labelsOfRun,
  LogFolder,
  logFolderOf,
  LogPublisher,
  openLedger,
  requireRecovery,
  spentSince,
} from '#ledger';
import { openStore, spaceReserveDefaultBytes } from '#store';
import { codecs } from '#wires';
import { AskBeforeSigning } from './record/ask-before-signing.ts';
import type { ApiContext, NodeStatus } from './api/index.ts';
import { createEngine } from './models/create-engine.ts';
import { Engines } from './models/engines.ts';
import { openHome } from './home.ts';
import { gateConfigurationOf } from './configuration/gate-configuration.ts';
import { HttpProviders } from './configuration/http-providers.ts';
import { readImportLooks, readLabelClassifier } from './configuration/label-classifier.ts';
import { addressForPeople } from './http/own-address.ts';
import { openDoors } from './http/doors.ts';
import { checkAddress } from './http/listen.ts';
import { announcing, LiveEvents } from './live-events.ts';
import { findLocalModels, openModelLibrary } from './models/local-models.ts';
import { ModelWork } from './models/model-work.ts';
import { beginWitness, openWitness } from './record/open-witness.ts';
import { ApprovalDesk } from './record/approvals.ts';
import { Openings } from './record/openings.ts';
import { makeOwnerKey } from './owner-key.ts';
import { Policies, PolicyReader } from './configuration/policies.ts';
import { PricesInUse } from './configuration/prices-in-use.ts';
import { ProviderQuestions } from './providers/provider-questions.ts';
import { RuleFiles } from './configuration/rule-files.ts';
import { RuleTrials } from './configuration/rule-trials.ts';
import { recordConfiguration } from './configuration/record-configuration.ts';
import { RetentionSchedule } from './record/retention-schedule.ts';
import type { RunningNode, StartOptions } from './running-node.ts';
import { SourceFiles } from './http/source-files.ts';
import { recordWaitingKeyActs } from './record/waiting-key-acts.ts';
import { troubles } from './record/troubles.ts';
import { statusOf } from './status-of.ts';
import { undoAll } from './undo-all.ts';
import { after, pause } from './waiting.ts';
import { peopleOf, warnOfApprovers } from './configuration/warn-of-approvers.ts';
import { warnOfNextStart } from './configuration/warn-of-next-start.ts';
import { watchConfiguration } from './configuration/watch-configuration.ts';
import { ImportDesk } from './record/imports.ts';
import { routesByName } from './configuration/routes-by-name.ts';
import { Watching } from './watching.ts';
import { Witnessing } from './record/witnessing.ts';

/** The composition root: opens the home folder and joins the parts into a running node. */
export async function startNode(options: StartOptions): Promise<RunningNode> {
  const { paths, clock, randomness, log } = options;
  const startedAt = clock.monotonic();
  let configuration = await loadConfiguration(paths.configuration);
  checkAddress(configuration.server.address, configuration.server.behindProxy);
  const reader = new PolicyReader(paths);
  // Before anything is opened: a node whose rules are not right would have to decide without them.
  const set = await reader.read(configuration);
  // Also read before: what the owner wants found must not be missing while the first calls come.
  let looks = await readLabelClassifier(paths, configuration);
  const home = await openHome(paths);
  const demo = await isDemoHome(paths);
  const undo: (() => Promise<void>)[] = [() => home.release()];
  try {
    const store = await openStore({
      path: paths.database,
      spaceReserveBytes: spaceReserveDefaultBytes,
      onFatal: options.onFatal,
    });
    undo.push(() => store.close());
    const publisher = configuration.publish.folder
      ? new LogPublisher({
          home: paths.home,
          store,
          onTrouble: (error) => log.error({ err: error }, 'the log was not published; the next try follows'),
          onRebuild: (reason) => log.warn({ reason }, 'the folder log/ is written anew from the database'),
          awaitsQuorum: () => configuration.witnesses.quorum !== 'none',
        })
      : undefined;
    undo.push(async () => publisher?.close());
    const signing = await AskBeforeSigning.open({
      home: paths.home,
      entries: store.head().size,
      configuration,
      trustsRestored: options.trustRestored ?? false,
      outbound: options.means.outbound,
      log,
    });
    const watching = new Watching({
      clock,
      randomness,
      log,
      software: options.software,
      outbound: options.means.outbound,
      configuration: () => configuration,
      gate: () => gate,
      logSize: () => store.head().size,
    });
    undo.push(() => watching.close());
    let headIsSigned = (): void => publisher?.wake();
    const keyPlace = options.keys ?? keysIn(paths.keys);
    const ledger = await openLedger({
      home: paths.home,
      keys: keyPlace,
      store,
      clock,
      randomness,
      software: options.software,
      onTrouble: (error, what) => log.error({ err: error }, troubles[what]),
      onCheckpoint: () => {
        watching.headSigned();
        headIsSigned();
      },
      beforeSigning: (signed) => signing.ask(signed),
      ...(options.heartbeats === undefined ? {} : { heartbeats: options.heartbeats }),
    });
    undo.push(() => ledger.close());
    await signing.record(ledger);
    await recordWaitingKeyActs(paths.home, ledger);
    const settledRecovery = (): Promise<void> => requireRecovery(paths.keys);
    const retention = new RetentionSchedule({
      store,
      ledger,
      clock,
      options: () => configuration.retention,
      settledRecovery,
      log,
    });
    undo.push(() => retention.stop());
    const witnessing = await Witnessing.begin({
      ledger,
      publisher,
      outbound: options.means.outbound,
      clock,
      randomness,
      log,
      options: () => configuration.witnesses,
    });
    undo.push(() => witnessing.stop());
    headIsSigned = () => witnessing.headIsSigned();
    const witness = await openWitness({
      store,
      keys: keyPlace,
      ledger,
      clock,
      randomness,
      log,
      restoredFrom: signing.restoredFrom,
      accept: () => configuration.witnesses.accept,
    });
    beginWitness(witness, ownerBySocket, log);
    const keys = await Keys.load(store);
    const credentials = await Credentials.load(store, ledger);
    const sessions = await Sessions.load(store, keys, clock);
    const links = new SignInLinks(clock, randomness);
    const live = new LiveEvents();
    const engines = new Engines(configuration.engine, (model, engine) =>
      createEngine(model, engine, clock, log, () => live.changed('models')),
    );
    undo.push(() => engines.close());
    const http = new HttpProviders();
    undo.push(() => http.close());
    const stopping = new AbortController();
    undo.push(async () => stopping.abort(new CommonholdError('node_stopping')));
    const library = openModelLibrary(paths.models, clock);
    let models = await findLocalModels(library, stopping.signal);

    const prices = new PricesInUse();
    await prices.ready(configuration);
    const worksBy = () =>
      gateConfigurationOf(configuration, { models, looks, credentials, engines, http, prices });
    const policies = await Policies.open({ reader, set, store, ledger, clock, log }, ownerBySocket);
    const limits = new Limits(configuration.limits, configuration.budgets, clock);
    limits.budgets.load(await spentSince(store, limits.budgets.firstDay()));
    const approvals = new Approvals({ clock, randomness, after, changed: () => live.changed('approvals') });
    const gate: Gate = {
      clock,
      randomness,
      keys,
      codecs,
      policy: policies.engine,
      recorder: watching.calls.watching(announcing(ledger, live)),
      watch: watching.calls,
      limits,
      runs: new RunLabels((principal, run) => labelsOfRun(store, principal, run)),
      resent: ledger.resent,
      earlier: ledger.earlier,
      endings: new Endings(),
      approvals,
      health: new Health(clock),
      pause,
      approvalLink: (request) => `${url()}/approvals/${request}`,
      configuration: worksBy(),
      countStranger: () => {
        watching.metrics.stranger();
        ledger.countStranger();
      },
      report: (failure, call) =>
        log.error({ err: failure, call }, 'a call could not be handled or recorded as it should'),
    };
    warnOfApprovers(policies.engine, keys, log);
    await recordConfiguration(
      store,
      ledger,
      ownerBySocket,
      configuration,
      models,
      looks.files,
      () => undefined,
    );

    /** One after the other, so that a later state of the files is never overtaken by an earlier one. */
    const reloads = new Turns();
    const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => reloads.take(work);
    const reloadRules = async (actor: Principal, next: Configuration): Promise<readonly string[]> => {
      const changed = await policies.reload(actor, next, (engine) => {
        gate.policy = engine;
        warnOfApprovers(engine, keys, log);
      });
      // Pages tell it too when the files were not taken over.
      live.changed('configuration');
      return changed;
    };
    const reload = (actor: Principal): Promise<readonly string[]> =>
      inTurn(async () => {
        const next = await loadConfiguration(paths.configuration);
        warnOfNextStart(configuration, next, log);
        const found = await findLocalModels(library, stopping.signal);
        const nextLooks = await readLabelClassifier(paths, next);
        await prices.ready(next);
        const changed = await recordConfiguration(store, ledger, actor, next, found, nextLooks.files, () => {
          const witnessesChanged = !isDeepStrictEqual(next.witnesses, configuration.witnesses);
          configuration = next;
          looks = nextLooks;
          if (witnessesChanged) witnessing.changed();
          models = found;
          engines.options = next.engine;
          gate.configuration = worksBy();
          gate.health.keepOnly(new Set(Object.keys(next.providers)));
          gate.limits.options = next.limits;
          gate.limits.budgets.options = next.budgets;
          beginWitness(witness, actor, log);
          live.changed('configuration');
          live.changed('models');
          engines
            .keepOnly(found)
            .catch((thrown: unknown) => log.error({ err: thrown }, 'an engine did not stop'));
        });
        return [...changed, ...(await reloadRules(actor, next))];
      });
    const watchingFiles = watchConfiguration(
      paths,
      () => {
        reload(ownerBySocket).then(
          (changed) => changed.length > 0 && log.info({ changed }, 'configuration reloaded'),
          (thrown: unknown) =>
            log.error({ err: thrown }, 'commonhold.yaml was not taken over; the old configuration holds'),
        );
      },
      (error) =>
        log.warn(
          { err: error },
          'changes of commonhold.yaml and the rules are not noticed until the next start',
        ),
    );
    undo.push(async () => watchingFiles.close());

    // What is listened on stays as it was at the start, whatever commonhold.yaml says later.
    const serving = {
      address: configuration.server.address,
      port: options.port ?? configuration.server.port,
    };
    const { publicUrl } = configuration.server;
    const url = (): string => addressForPeople(publicUrl, serving.address, serving.port);
    const modelWork = new ModelWork({
      library,
      means: options.means,
      engines,
      clock,
      configuration: () => configuration,
      models: () => models,
      reload,
      announce: () => live.changed('models'),
      report: (failure) => log.error({ err: failure }, 'a model could not be fetched'),
    });
    undo.push(async () => {
      // A pull may be waiting for a reload, and that for the digest of a large file that nobody needs any more.
      stopping.abort(new CommonholdError('node_stopping'));
      // Before the rest stops, so that what has arrived of a model is put away in order.
      await modelWork.close();
    });

    const parts = { store, ledger, gate, policies, witness, witnessing, engines };
    const status = (): Promise<NodeStatus> =>
      statusOf({ options, startedAt, demo, serving, url: url() }, parts, configuration, models);
    const rules = {
      reader,
      policies,
      configuration: () => configuration,
      people: () => peopleOf(keys),
      takeOver: (actor: Principal) => reloadRules(actor, configuration),
    };
    const imports = new ImportDesk({
      ledger,
      clock,
      randomness,
      looks: () => readImportLooks(paths, configuration),
      prices: () => prices.list(),
      policy: () => policies.engine.digest,
      routes: () => routesByName(models.keys(), configuration),
      pullable: () => modelWork.pullable(stopping.signal),
      announce: () => live.changed('imports'),
      after,
    });
    undo.push(() => imports.close());
    const context: ApiContext = {
      clock,
      randomness,
      ledger,
      keys,
      credentials,
      sessions,
      links,
      live,
      policies,
      ruleFiles: new RuleFiles({ ...rules, paths, inTurn }),
      ruleTrials: new RuleTrials({ ...rules, ledger, keys, clock, gate, stopping: stopping.signal }),
      openings: new Openings(ledger, clock, randomness, () => configuration.access),
      metrics: watching.metrics,
      gate,
      approvals: new ApprovalDesk(approvals, ledger, () => configuration.access),
      imports,
      models: modelWork,
      providerQuestions: new ProviderQuestions(() => configuration, { credentials, prices, clock, log }),
      witness,
      witnessing,
      configurationFile: new ConfigurationFile(paths.configuration),
      prompts: {
        models: () => models,
        engine: (model) => engines.get(model),
        requestBytes: () => gate.configuration.requestBytes,
        hold: () => gate.limits.hold(),
        stopping: stopping.signal,
      },
      source: new SourceFiles(),
      software: options.software,
      behindProxy: configuration.server.behindProxy,
      settledRecovery,
      commitRows: async (rows) => {
        await store.commit({ leaves: [], bodies: [], rows, urgency: 'closing' });
      },
      status,
      destinations: () => configuration.providers,
      reload,
    };
    serving.port = await openDoors({
      ...serving,
      gate,
      context,
      sessions,
      log: { folder: new LogFolder(logFolderOf(paths.home)), serve: () => configuration.publish.serve },
      report: (failure) => log.error({ err: failure }, 'a request of the API failed'),
      server: configuration.server,
      socket: paths.socket,
      undo,
    });
    // Only a node that can be reached makes the key, because it is shown once and a start that fails shows nothing.
    const newOwnerKey = await makeOwnerKey(keys, ledger, clock, randomness);

    return {
      ...serving,
      newOwnerKey,
      get configuration() {
        return configuration;
      },
      stopping: stopping.signal,
      status,
      reload: () => reload(ownerBySocket),
      async warm() {
        const model = models.get(configuration.engine.defaultModel);
        if (model) await engines.get(model).start(stopping.signal);
      },
      signInCode: () => links.make(),
      stop: () => undoAll(undo),
    };
  } catch (thrown) {
    await undoAll(undo);
    throw thrown;
  }
}

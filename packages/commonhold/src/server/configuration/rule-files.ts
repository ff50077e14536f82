import { CommonholdError } from '#base';
import type { Principal } from '#call';
import {
  adoptStarterSet,
  type Configuration,
  policyFilesDigest,
  policyVocabulary,
  readPolicyFiles,
  readPolicyTests,
  refusedPolicyName,
  replacePolicyFiles,
} from '#config';
import type { HomePaths } from '#home';
import {
  builtInPolicy,
  checkPolicies,
  engineOfChecked,
  type PolicyEngine,
  type PolicyFile,
  problemsText,
  runPolicyTest,
} from '#policy';
import type {
  CheckedPolicyView,
  PolicyFilesView,
  PolicyTestsView,
  ReplacedPolicyView,
} from '../api/policy-files-view.ts';
import type { Policies, PolicyReader } from './policies.ts';
import { ruleView } from './rule-view.ts';

export interface RuleFilesOptions {
  readonly paths: Pick<HomePaths, 'home' | 'policies'>;
  readonly reader: PolicyReader;
  readonly policies: Policies;
  readonly configuration: () => Configuration;
  /** Names of the keys of people, who may be asked for approvals. */
  readonly people: () => ReadonlySet<string>;
  /** Nothing else reads the files to put them in force meanwhile, so that each change is told of whoever made it. */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Puts the files in force as they are now. */
  readonly takeOver: (actor: Principal) => Promise<unknown>;
}

/** The files of rules, for whoever edits them in the console: the same files that an editor of the owner's would open. */
export class RuleFiles {
  readonly #options: RuleFilesOptions;

  constructor(options: RuleFilesOptions) {
    this.#options = options;
  }

  async read(): Promise<PolicyFilesView> {
    const folder = this.#options.paths.policies;
    const files = await readPolicyFiles(folder);
    return { folder, files, digest: policyFilesDigest(files) };
  }

  /** What the node would say to these files, and the tests beside those on disk under them. Changes nothing. */
  async check(files: readonly PolicyFile[]): Promise<CheckedPolicyView> {
    const { paths, reader, configuration, people } = this.#options;
    await this.#refuseNames(files);
    if (files.length === 0) {
      return {
        problems: [],
        warnings: [],
        rules: [],
        tests: await testsUnder(builtInPolicy, paths.policies),
      };
    }
    const cedar = await reader.cedar();
    const vocabulary = { ...policyVocabulary(configuration()), people: people() };
    const { problems, warnings, rules } = checkPolicies(cedar, files, vocabulary);
    const tests =
      problems.length > 0
        ? undefined
        : await testsUnder(engineOfChecked(cedar, files, rules, 'enforce'), paths.policies);
    return { problems, warnings, rules: rules.map(ruleView), tests };
  }

  /**
   * Replaces the files and puts them in force. Throws `policies_not_right`, `policies_changed` and `policies_not_written`, with
   * nothing changed. A crash after the files are written, or a record that cannot be written then, leaves taking them over
   * to the next reading, which records it then.
   */
  async replace(
    actor: Principal,
    files: readonly PolicyFile[],
    seenDigest: string,
  ): Promise<ReplacedPolicyView> {
    const { paths, reader, configuration, inTurn, takeOver } = this.#options;
    await this.#refuseNames(files);
    if (files.length > 0) {
      const { problems } = checkPolicies(await reader.cedar(), files, policyVocabulary(configuration()));
      if (problems.length > 0) {
        throw new CommonholdError('policies_not_right', { detail: problemsText(problems) });
      }
    }
    return inTurn(async () => {
      await replacePolicyFiles(paths.policies, files, seenDigest);
      await takeOver(actor);
      return this.#outcome();
    });
  }

  /** A starter set becomes the rules, where there are none. */
  async adopt(actor: Principal, set: string): Promise<ReplacedPolicyView> {
    const { paths, inTurn, takeOver } = this.#options;
    return inTurn(async () => {
      await adoptStarterSet(paths, set);
      await takeOver(actor);
      return this.#outcome();
    });
  }

  async #outcome(): Promise<ReplacedPolicyView> {
    return { ...(await this.read()), status: this.#options.policies.status() };
  }

  async #refuseNames(files: readonly PolicyFile[]): Promise<void> {
    const { files: there } = await this.read();
    const detail = refusedPolicyName(
      files.map(({ name }) => name),
      there,
    );
    if (detail !== undefined) throw new CommonholdError('policies_not_right', { detail });
  }
}

/** Tests that cannot be read say nothing about the rules, so they are told of and stop nobody. */
async function testsUnder(engine: PolicyEngine, folder: string): Promise<PolicyTestsView> {
  try {
    const files = await readPolicyTests(folder);
    const results = files.flatMap(({ file, tests }) =>
      tests.map((test) => ({ file, ...runPolicyTest(engine, test) })),
    );
    return { results, trouble: undefined };
  } catch (thrown) {
    if (!(thrown instanceof CommonholdError) || thrown.code !== 'policy_test_invalid') throw thrown;
    return { results: [], trouble: thrown.message };
  }
}

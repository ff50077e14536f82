import { type Configuration, policyVocabulary, readPolicyFiles } from '#config';
import { checkPolicies, loadCedar, problemText } from '#policy';

/** What would be wrong with the rules under another configuration that is not wrong with them now. */
export async function rulesThatNeed(
  folder: string,
  before: Configuration,
  after: Configuration,
): Promise<readonly string[]> {
  const files = await readPolicyFiles(folder);
  if (files.length === 0) return [];
  const cedar = await loadCedar();
  const problemsIn = (configuration: Configuration): string[] =>
    checkPolicies(cedar, files, policyVocabulary(configuration)).problems.map(problemText);
  const now = new Set(problemsIn(before));
  return problemsIn(after).filter((problem) => !now.has(problem));
}

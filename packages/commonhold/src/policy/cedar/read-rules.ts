import { z } from 'zod';
import type { Rule } from '../engine.ts';
import { parseRemedy } from '../remedy.ts';
import { factsRead } from './facts-read.ts';
import type { CedarModule } from './load.ts';
import { cedarText, lineAt, type PolicyFile, type PolicyProblem } from './problem.ts';

/** Names of rules stand in the log's index, in headers and in errors. */
const ruleName = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;

/** Words that trails use themselves. */
const reserved: ReadonlySet<string> = new Set([
  'valid-key',
  'local',
  'no-permit',
  'observe-mode',
  'request',
  'reroute',
  'pseudonymise',
  'approve',
  'passes',
]);

/** What of Cedar's JSON form of a rule we look at. */
const shape = z.looseObject({
  effect: z.enum(['permit', 'forbid']),
  annotations: z.record(z.string(), z.string().nullable()).optional(),
});

export interface ReadRules {
  readonly rules: readonly Rule[];
  /** The JSON form of each, for what looks into conditions. */
  readonly forms: ReadonlyMap<string, unknown>;
  readonly problems: readonly PolicyProblem[];
}

/** Cuts files into rules and reads what they say of themselves. Cedar itself ignores every annotation. */
export function readRules(cedar: CedarModule, files: readonly PolicyFile[]): ReadRules {
  const rules: Rule[] = [];
  const forms = new Map<string, unknown>();
  const problems: PolicyProblem[] = [];
  for (const file of files) {
    for (const piece of piecesOf(cedar, file, problems)) {
      const read = readRule(cedar, file, piece);
      problems.push(...read.problems);
      if (read.rule === undefined) continue;
      const { id } = read.rule;
      const other = rules.find((rule) => rule.id === id);
      if (other === undefined) {
        rules.push(read.rule);
        forms.set(id, read.form);
      } else {
        const what = `another rule has this name (${other.file}, line ${other.line})`;
        problems.push({ file: file.name, line: piece.line, rule: id, what });
      }
    }
  }
  return { rules, forms, problems };
}

interface Piece {
  readonly text: string;
  readonly line: number;
  /** From 1, in its file. */
  readonly position: number;
}

function piecesOf(cedar: CedarModule, file: PolicyFile, problems: PolicyProblem[]): readonly Piece[] {
  const parts = cedar.policySetTextToParts(file.text);
  if (parts.type === 'failure') {
    for (const error of parts.errors) {
      const line = lineAt(file.text, error.sourceLocations?.[0]?.start ?? 0);
      problems.push({ file: file.name, line, rule: undefined, what: cedarText(error) });
    }
    return [];
  }
  for (const template of parts.policy_templates) {
    const line = lineOf(file.text, Math.max(0, file.text.indexOf(template)));
    problems.push({
      file: file.name,
      line,
      rule: undefined,
      what: 'templates (?principal, ?resource) are not supported; write the rule out',
    });
  }
  let from = 0;
  return parts.policies.map((text, index) => {
    // In the order of the file, so that of two rules with the same text each is found in its own place.
    const at = Math.max(from, file.text.indexOf(text, from));
    from = at + text.length;
    return { text, line: lineOf(file.text, at), position: index + 1 };
  });
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}

function readRule(
  cedar: CedarModule,
  file: PolicyFile,
  piece: Piece,
): { rule?: Rule; form?: unknown; problems: readonly PolicyProblem[] } {
  const problems: PolicyProblem[] = [];
  const answer = cedar.policyToJson(piece.text);
  const parsed = answer.type === 'success' ? shape.safeParse(answer.json) : undefined;
  if (answer.type === 'failure' || parsed?.success !== true) {
    const what =
      answer.type === 'failure' && answer.errors[0] ? cedarText(answer.errors[0]) : 'it cannot be read';
    return { problems: [{ file: file.name, line: piece.line, rule: undefined, what }] };
  }
  const { effect, annotations = {} } = parsed.data;
  const fileName = file.name.slice(file.name.lastIndexOf('/') + 1).replace(/\.cedar$/, '');
  const id = annotations['id'] ?? `${fileName}-${piece.position}`;
  const wrong = (what: string): void =>
    void problems.push({ file: file.name, line: piece.line, rule: id, what });

  if (!ruleName.test(id)) {
    wrong('a name has a letter first, then letters, digits and . _ -, 64 at most; give it one with @id("…")');
  } else if (reserved.has(id)) wrong('this name has a meaning of its own in trails; take another');
  for (const name of Object.keys(annotations)) {
    if (!['id', 'why', 'remedy', 'mode'].includes(name)) {
      wrong(`@${name} is not known; there are @id, @why, @remedy and @mode`);
    }
  }
  const remedyText = annotations['remedy'];
  const remedy = typeof remedyText === 'string' ? parseRemedy(remedyText) : undefined;
  if (remedyText !== undefined && remedy === undefined) {
    wrong(
      '@remedy is "reroute", "reroute:local", "reroute:PROVIDER", "pseudonymise" or "approve:WHO", where WHO is owner, another-owner or the name of a key of a person',
    );
  }
  const mode = annotations['mode'] ?? 'enforce';
  if (mode !== 'enforce' && mode !== 'observe') wrong('@mode is "enforce" or "observe"');
  if (annotations['mode'] === null) wrong('@mode needs a value');
  if (annotations['why'] === null) wrong('@why needs a text');
  const layer = isFloor(file.name) ? 'floor' : 'ordinary';
  if (effect === 'permit' && remedyText !== undefined) wrong('only a forbid can have a @remedy');
  if (layer === 'floor') {
    if (effect === 'permit')
      wrong('the floor holds only what is forbidden; move this permit to another file');
    if (remedyText !== undefined) wrong('a rule of the floor takes no @remedy, so that nobody softens it');
    if (mode === 'observe') wrong('a rule of the floor is always in force; try it out in another file first');
  }
  if (problems.length > 0) return { problems };
  return {
    rule: {
      id,
      effect,
      layer,
      mode: mode === 'observe' ? 'observe' : 'enforce',
      remedy,
      why: annotations['why'] ?? undefined,
      file: file.name,
      line: piece.line,
      text: piece.text,
      reads: factsRead(answer.json),
    },
    form: answer.json,
    problems,
  };
}

/** `floor*.cedar` anywhere, and everything below `floor/`. */
function isFloor(name: string): boolean {
  const parts = name.split('/');
  return parts[0] === 'floor' || (parts.at(-1)?.startsWith('floor') ?? false);
}

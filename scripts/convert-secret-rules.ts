/**
 * Makes `packages/commonhold/src/labels/detectors/secret-rules.ts` from the rules of gitleaks.
 *
 *     node scripts/convert-secret-rules.ts gitleaks.toml COMMIT
 *
 * `gitleaks.toml` is `config/gitleaks.toml` of github.com/gitleaks/gitleaks at that commit. Its patterns are written for
 * an engine that never backtracks; ours sees 512 characters at a time, and what could still backtrack badly there is
 * changed here: the up to fifty characters in front of a keyword, which only widen the match, are left out. Rules about
 * paths, about whole files, and the one for any key at all are left out too: `password.ts` stands for the last.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const target = '../packages/commonhold/src/labels/detectors/secret-rules.ts';

/** Why each is not taken over. */
const leftOut: Readonly<Record<string, string>> = {
  'generic-api-key': 'needs a list of 1,446 words that are none',
  'curl-auth-user': 'a command line; the password in it is found by password.ts where it is named',
  'curl-auth-header': 'spans more than a window; the header is found by password.ts',
  'kubernetes-secret-yaml': 'spans a whole file',
  'nuget-config-password': 'about one file',
  'pkcs12-file': 'about the name of a file',
  'private-key': 'longer than a window; private-key.ts finds its head',
  jwt: 'longer than a window; model-vendor-keys.ts finds its head',
  'jwt-base64': 'decoded texts are looked at anyway',
};

interface Rule {
  readonly id: string;
  readonly keywords: readonly string[];
  readonly entropy: number;
  readonly regex: string;
}

/** The part of TOML that the file uses: one table a rule, literal strings on one line, lists over several. */
function readRules(text: string): Rule[] {
  return text
    .split('\n[[rules]]\n')
    .slice(1)
    .map((block) => block.split('\n[[rules.allowlists]]')[0] ?? '')
    .map((block) => ({
      id: /^id = "(.*)"$/m.exec(block)?.[1] ?? '',
      keywords: [...(/^keywords = \[([^\]]*)\]/m.exec(block)?.[1] ?? '').matchAll(/"([^"]+)"/g)].map(
        ([, keyword]) => keyword ?? '',
      ),
      entropy: Number(/^entropy = (.*)$/m.exec(block)?.[1] ?? '0'),
      regex: /^regex = '''(.*)'''$/m.exec(block)?.[1] ?? '',
    }));
}

/** The same pattern for JavaScript, with the flag `i` told by a leading `(?i)`. */
function convert(regex: string): string {
  let pattern = regex
    .replaceAll('[[:alnum:]]', '[A-Za-z0-9]')
    .replaceAll('[:alnum:]', 'A-Za-z0-9')
    .replaceAll('(?P<', '(?<')
    .replaceAll(String.raw`\z`, '$')
    .replaceAll(String.raw`\A`, '^')
    // A head of this length tells as much, and a window has no room for more.
    .replaceAll(/\{(?:2[0-9]{2}|[3-9]\d{2}|\d{4,}),?(?:\d+)?\}/g, '{120}');
  const isInsensitive = pattern.startsWith('(?i)');
  if (isInsensitive) pattern = pattern.slice(4);
  pattern = pattern
    .replace(/^(\(\?i:)?\[\\w\.-\]\{0,\d+\}\?/, '$1')
    // In a sentence, a full stop or a comma follows.
    .replaceAll(String.raw`(?:[\x60'"\s;]|\\[nr]|$)`, '(?![\\w+/=-])');
  return (isInsensitive ? '(?i)' : '') + scoped(pattern);
}

/** `(?i)` within a pattern holds to the end of its group; JavaScript has only the form with a group of its own. */
function scoped(pattern: string): string {
  let out = '';
  const open: number[] = [0];
  let inClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    if (character === '\\') {
      out += character + (pattern[++at] ?? '');
    } else if (inClass) {
      inClass = character !== ']';
      out += character;
    } else if (pattern.startsWith('(?i)', at)) {
      out += '(?i:';
      open[open.length - 1] = (open.at(-1) ?? 0) + 1;
      at += 3;
    } else {
      inClass = character === '[';
      if (character === '(') open.push(0);
      if (character === ')') out += ')'.repeat(open.pop() ?? 0);
      out += character;
    }
  }
  return out + ')'.repeat(open[0] ?? 0);
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern.replace(/^\(\?i\)/, ''), 'gi').global;
  } catch {
    return false;
  }
}

const [file, commit] = process.argv.slice(2);
if (file === undefined || commit === undefined) throw new Error('say which file and which commit it is of');
const all = readRules(readFileSync(file, 'utf8'));
const taken: string[] = [];
for (const { id, keywords, entropy, regex } of all) {
  // What is meant to be shown is no secret.
  if (Object.hasOwn(leftOut, id) || /-(?:client-id|pub-key|public-key|pub-api-key)$/.test(id)) continue;
  const pattern = convert(regex);
  if (regex === '' || keywords.length === 0 || !compiles(pattern) || /[`]|\$\{/.test(pattern)) {
    console.error(`left out: ${id} (${pattern})`);
    continue;
  }
  taken.push([id, keywords.map((keyword) => keyword.toLowerCase()).join(' '), entropy, pattern].join('\t'));
}

const head = `/**
 * Rules for keys and tokens, made by scripts/convert-secret-rules.ts; change that and not this file. One rule a line:
 * name, keywords of which one must be there, the least entropy of the value (0: any), pattern ("(?i)": any case).
 *
 * From gitleaks, config/gitleaks.toml, commit ${commit}:
 * MIT License, Copyright (c) 2019 Zachary Rice. Permission is hereby granted, free of charge, to any person obtaining a
 * copy of this software and associated documentation files (the "Software"), to deal in the Software without
 * restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense,
 * and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the
 * following conditions: The above copyright notice and this permission notice shall be included in all copies or
 * substantial portions of the Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
 * IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
 * NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
 * LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE
 * SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
 */
export const gitleaksRules = String.raw\`
`;
writeFileSync(fileURLToPath(new URL(target, import.meta.url)), `${head}${taken.join('\n')}\n\`;\n`);
console.log(`${taken.length} of ${all.length} rules`);

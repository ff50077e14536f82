/**
 * Whether an SPDX licence expression leaves a way to use the package under OSI-approved licences.
 *
 * `A OR B` offers a choice, so one of them is enough; `A AND B` demands both; `WITH` adds an exception, which
 * only permits more. AND binds closer than OR.
 */
const approved: ReadonlySet<string> = new Set([
  '0BSD',
  'AFL-3.0',
  'AGPL-3.0-only',
  'AGPL-3.0-or-later',
  'Apache-2.0',
  'Artistic-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BSL-1.0',
  'ECL-2.0',
  'EPL-2.0',
  'EUPL-1.2',
  'GPL-2.0-only',
  'GPL-2.0-or-later',
  'GPL-3.0-only',
  'GPL-3.0-or-later',
  'ISC',
  'LGPL-2.1-only',
  'LGPL-2.1-or-later',
  'LGPL-3.0-only',
  'LGPL-3.0-or-later',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'MulanPSL-2.0',
  'NCSA',
  'OFL-1.1',
  'PostgreSQL',
  'Python-2.0',
  'Unicode-3.0',
  'Unlicense',
  'UPL-1.0',
  'Zlib',
]);

export function isApproved(expression: string): boolean {
  const tokens = expression.match(/[()]|[\w.+-]+/g) ?? [];
  let at = 0;

  const either = (): boolean => {
    let holds = both();
    while (tokens[at] === 'OR') {
      at += 1;
      const other = both();
      holds = holds || other;
    }
    return holds;
  };
  const both = (): boolean => {
    let holds = one();
    while (tokens[at] === 'AND') {
      at += 1;
      const other = one();
      holds = holds && other;
    }
    return holds;
  };
  const one = (): boolean => {
    const token = tokens[at];
    at += 1;
    if (token === '(') {
      const holds = either();
      if (tokens[at] !== ')') return false;
      at += 1;
      return holds;
    }
    if (tokens[at] === 'WITH') at += 2;
    return token !== undefined && approved.has(token);
  };

  const holds = either();
  // What is left over means that this is no expression but a sentence: "MIT licence", "SEE LICENSE IN …".
  return holds && at === tokens.length;
}

import type { Canary } from './canary.fixture.ts';

/** What the owner of the node under test has in the dictionary. */
export const terms = [
  'Project Blue Heron', 'Świętopełk', 'Aurelia Birkenwald', 'Zañartu', 'Operation Nachtfalter', '東京計画', 'Синяя Цапля',
  'Quiet Otter Ltd',
]; // prettier-ignore
const inflected: readonly (readonly [string, string])[] = [
  ['in capitals', 'PROJECT BLUE HERON'], ['with an ending', 'Project Blue Herons'], ['over a line', 'Blue'],
  ['with a hyphen', 'Project-Blue-Heron'], ['full-width', 'Ｐｒｏｊｅｃｔ Ｂｌｕｅ Ｈｅｒｏｎ'],
]; // prettier-ignore

const markings = [
  'STRICTLY CONFIDENTIAL', 'Confidential', 'Company Confidential', 'Internal use only', 'Attorney-client privileged',
  'Streng vertraulich', 'Vertraulich', 'Nur für den Dienstgebrauch', 'VS-NfD', 'Strictement confidentiel', 'Usage interne',
  'Confidencial', 'Uso interno', 'Riservato', 'Vertrouwelijk', 'Poufne', 'TLP:RED', 'TLP:AMBER', 'Not for distribution',
]; // prettier-ignore

const programs: Readonly<Record<string, string>> = {
  'a fenced block': '```python\nx = secret_sauce(1)\n```',
  'a script': '#!/bin/sh\nexec secret_sauce "$1"',
  'a patch': 'diff --git a/x.c b/x.c\n@@ -1,7 +1,7 @@ secret_sauce',
  'lines of a program':
    'import os\n\ndef secret_sauce(argv):\n    if len(argv) > 2:\n        return 1\n    value = os.sep;\n',
  'a page of PHP': '<?php echo secret_sauce(1); ?>',
};

export function otherValues(): readonly Canary[] {
  const term = (name: string, text: string): Canary => ({
    kind: 'term of the owner',
    name,
    label: 'our-projects',
    text,
  });
  return [
    ...terms.map((text) => term(text, text)),
    ...inflected.map(([name, text]) => term(name, text === 'Blue' ? 'Project\nBlue\nHeron' : text)),
    ...markings.map((text): Canary => ({
      kind: 'marking',
      name: text,
      label: 'confidential',
      text: `[${text}]`,
    })),
    ...Object.entries(programs).map(([name, text]): Canary => ({
      kind: 'source code',
      name,
      label: 'code',
      before: '\n',
      text,
    })),
  ];
}

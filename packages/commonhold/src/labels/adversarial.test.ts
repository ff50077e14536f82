import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtInDetectors } from './built-in-detectors.ts';
import { detect } from './detect.ts';
import { windowMax } from './detector.ts';
import { inspect } from './inspect.ts';

/** What patterns could stumble over: pieces of what they look for, again and again, and what almost fits. */
const pieces = [
  '1', '1 ', '1 2-', 'A 1 ', 'l.1', '1 0.', '20O1:', '12 ', '1-', '1.', '(1) ', '+1 ', '00', '1234 5678 ', '4 -', '19.', '2001:', ':', '::1', 'ff:', '00-',
  'a', 'a@', 'a.', '@', 'a@a.', '[at] ', ' (dot) ', 'A1', 'DE89 ', 'DE', 'l1O', '|',
  'password=', 'password: ', 'token is ', '://a:', 'a://b:c', 'bearer ', 'pass', 'key ',
  'sk-', 'sk-ant-', 'eyJaaaaaaaaaaaaaaa', 'xoxb-1-', 'adafruit', 'adafruit=====', 'okta ', 'hf_', '_a', 'AKIA1',
  '-----BEGIN ', '-----BEGIN PRIVATE KEY-----\n\n', 'a: ',
  'if (', 'if a:\n', 'const a = ', 'def a(', 'return ', 'a = b;\n', '```', 'SELECT a ', ');\n', '{\n', '\t',
  'confidential ', 'classification ', 'this email ', '#', '[', 'TLP:', 'born ', 'geb. 1', '1 de ', 'may 1 ',
  '%41', '%', '&#6', '\\u00', ' ', '\n', 'é', '😀', '\uD800', '٣',
]; // prettier-ignore

/** Long enough that a pattern which tries all ways would not end before the test is given up. */
const length = 3 * windowMax;

test.each(builtInDetectors.map((detector) => [detector.name, detector] as const))(
  '%s comes to an end on every text of one piece again and again, and of any two',
  (_, detector) => {
    for (const piece of pieces) detect(piece.repeat(Math.ceil(length / piece.length)), [detector]);
    const any = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(any, (some) => {
        const unit = some.join('');
        detect(unit.repeat(Math.ceil(length / unit.length)), [detector]);
      }),
      { numRuns: 40 },
    );
  },
);

test('a run of millions of signs, such as a picture, is gone through without running out of stack', () => {
  const looks = { detectors: builtInDetectors, dictionary: undefined };
  for (const text of ['A'.repeat(8_000_000), '4a'.repeat(2_000_000)]) {
    let characters = 0;
    for (const step of inspect(text, looks)) characters += step.characters;
    // What says nothing readable is not searched.
    expect(characters).toBeLessThan(text.length * 2);
  }
});

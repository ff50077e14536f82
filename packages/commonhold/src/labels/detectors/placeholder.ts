/** What stands in examples where a secret would stand. */
const placeholder =
  /example|placeholder|changeme|change_me|your[_-]|redacted|xxxx|\*\*\*|\.\.\.|abcdefgh|12345678901|0{12}|^<|^\$|^%|^\{|^\[/i;

export function isPlaceholder(value: string): boolean {
  return placeholder.test(value);
}

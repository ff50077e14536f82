/**
 * Texts that a regular expression matches, made from the expression itself, so that there is a value for every rule of a
 * detector without anybody writing one down. It reads the part of the language that our rules use; what looks around
 * (`\b`, `(?=…)`, `(?!…)`) is passed over, and whoever asks tries the result against the expression.
 */
export function textOfPattern(source: string, random: () => number): string {
  return new Writer(source, random).alternatives();
}

const classes: Readonly<Record<string, string>> = {
  d: '0123456789',
  w: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_',
  s: ' ',
  S: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_',
};
const anything = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
/** What may be repeated without end is repeated so often at most beyond its least. */
const moreMax = 24;

class Writer {
  readonly #source: string;
  readonly #random: () => number;
  #at = 0;

  constructor(source: string, random: () => number) {
    this.#source = source;
    this.#random = random;
  }

  alternatives(): string {
    const all = [this.#sequence()];
    while (this.#source[this.#at] === '|') {
      this.#at += 1;
      all.push(this.#sequence());
    }
    return this.#pick(all);
  }

  #sequence(): string {
    let text = '';
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at] ?? '')) {
      const from = this.#at;
      const first = this.#atom();
      const after = this.#at;
      const count = this.#count();
      const behind = this.#at;
      text += count === 0 ? '' : first;
      // The same piece is written anew each time, so that its signs differ.
      for (let time = 1; time < count; time++) {
        this.#at = from;
        text += this.#atom();
      }
      this.#at = Math.max(after, behind);
    }
    return text;
  }

  /** A point, which may be any sign, is mostly meant as a point. */
  #atom(): string {
    const sign = this.#source[this.#at] ?? '';
    this.#at += 1;
    switch (sign) {
      case '(':
        return this.#group();
      case '[':
        return this.#pick([...this.#signs()]);
      case '\\':
        return this.#escaped();
      case '^':
      case '$':
        return '';
      default:
        return sign;
    }
  }

  #group(): string {
    const kind = /^\?(?:[:=!]|<[=!]|<\w+>|[i-]+:|[i-]+\))/.exec(this.#source.slice(this.#at))?.[0] ?? '';
    this.#at += kind.length;
    if (kind.endsWith(')')) return '';
    const text = this.alternatives();
    this.#at += 1;
    return /[=!]$/.test(kind) ? '' : text;
  }

  #escaped(): string {
    const sign = this.#source[this.#at] ?? '';
    this.#at += 1;
    if (sign === 'b' || sign === 'B') return '';
    if (sign === 'x') {
      const code = this.#source.slice(this.#at, this.#at + 2);
      this.#at += 2;
      return String.fromCharCode(Number.parseInt(code, 16));
    }
    if (sign === '1') return ' ';
    if (sign === 'n' || sign === 'r' || sign === 't') return ' ';
    return classes[sign] === undefined ? sign : this.#pick(Array.from(classes[sign]));
  }

  #signs(): Set<string> {
    const signs = new Set<string>();
    const isNot = this.#source[this.#at] === '^';
    if (isNot) this.#at += 1;
    let before = '';
    for (; this.#source[this.#at] !== ']'; this.#at++) {
      let sign = this.#source[this.#at] ?? '';
      if (sign === '\\') {
        this.#at += 1;
        sign = this.#source[this.#at] ?? '';
        const several = classes[sign];
        if (several !== undefined) {
          for (const one of several) signs.add(one);
          continue;
        }
        if (sign === 'x') {
          sign = String.fromCharCode(Number.parseInt(this.#source.slice(this.#at + 1, this.#at + 3), 16));
          this.#at += 2;
        } else if ('nrt'.includes(sign)) sign = ' ';
      } else if (sign === '-' && before !== '' && this.#source[this.#at + 1] !== ']') {
        this.#at += 1;
        const last = this.#source.charCodeAt(this.#at);
        for (let code = before.charCodeAt(0); code <= last; code++) signs.add(String.fromCharCode(code));
        before = '';
        continue;
      }
      signs.add(sign);
      before = sign;
    }
    this.#at += 1;
    if (!isNot) return signs;
    return new Set(Array.from(anything).filter((one) => !signs.has(one)));
  }

  #count(): number {
    const found = /^(?:\{(\d+)(,?)(\d*)\}|[*+?])\??/.exec(this.#source.slice(this.#at));
    if (found === null) return 1;
    this.#at += found[0].length;
    const [whole, least, comma, most] = found;
    if (whole.startsWith('*')) return this.#between(0, moreMax);
    if (whole.startsWith('+')) return this.#between(1, moreMax);
    if (whole.startsWith('?')) return this.#between(0, 1);
    const from = Number(least);
    if (comma === '') return from;
    return this.#between(from, most === '' ? from + moreMax : Number(most));
  }

  #between(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1));
  }

  #pick(all: readonly string[]): string {
    return all[Math.floor(this.#random() * all.length)] ?? '';
  }
}

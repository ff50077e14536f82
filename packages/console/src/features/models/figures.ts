/** Sizes and rates of models as people read them. Powers of ten, as disks are sold and as the node's sentences say them. */

/** `98.4 MB`, `1.9 GB`: three digits tell models apart, more tell nobody anything. */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  // 999.96 would be written as 1000.0.
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : oneDigit.format(value)} ${units[unit] ?? ''}`;
}

/** What is only estimated, or changes while it is read: in gigabytes with one digit, as the node's own sentences say it. */
export function memoryText(bytes: number): string {
  return `${oneDigit.format(bytes / 1e9)} GB`;
}

/** Parameters: `135 million`, `7.3 billion`. */
export function countText(count: number): string {
  if (count < 1e6) return wholeNumber.format(count);
  return count < 999.5e6
    ? `${wholeNumber.format(count / 1e6)} million`
    : `${oneDigit.format(count / 1e9)} billion`;
}

/** Tokens a second: a digit after the point only where it tells something. */
export function rateText(rate: number): string {
  return rate < 9.95 ? oneDigit.format(rate) : wholeNumber.format(rate);
}

/** Time that is left: in seconds at the end only, because the estimate is not better than that before. */
export function leftText(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Never 100 before the end: that would say that it is whole. */
export function percentText(part: number, whole: number): string {
  return `${percentOf(part, whole)} %`;
}

export function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((part / whole) * 100);
}

const oneDigit = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
const wholeNumber = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });

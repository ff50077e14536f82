/** Numbers, times and sizes as people read them, in the browser's own language for numbers and dates. */

const whole = new Intl.NumberFormat();

export function numberText(value: number): string {
  return whole.format(value);
}

/** `0.1234` → `12.3 %`. Below a tenth of a percent it says so instead of rounding to nothing. */
export function shareText(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  if (percent < 100 && percent > 99.9) return '> 99.9 %';
  return `${new Intl.NumberFormat(undefined, { maximumFractionDigits: percent < 10 ? 1 : 0 }).format(percent)} %`;
}

export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

export function bytesText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** The day and the time to the second, in this browser's zone. */
export function timeText(time: string | number): string {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** A moment at which the clock strikes, where seconds say nothing, with this browser's zone. */
export function minuteText(time: string): string {
  return new Date(time).toLocaleString(undefined, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
}

/** A day such as `2026-11-22`: it is that day wherever it is read. */
export function utcDayText(day: string): string {
  return dayText(`${day}T12:00:00`);
}

export function dayText(time: string | number): string {
  return new Date(time).toLocaleDateString(undefined, { dateStyle: 'medium' });
}

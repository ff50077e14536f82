import type { DestinationView } from '#server';

type HealthView = NonNullable<DestinationView['health']>;

/** In a word: well, failing, or resting until when. */
export function healthWord(health: HealthView | undefined): string {
  switch (health?.state) {
    case undefined:
    case 'unknown':
      return '-';
    case 'well':
    case 'failing':
      return health.state;
    case 'resting':
      return `resting until ${clockTime(health.restsUntil)}`;
  }
}

export function healthText(health: HealthView | undefined): string {
  if (health === undefined) return 'no call has gone there since the start';
  const { lastAnswer, lastFailure, failed, sent } = health;
  return [
    health.state === 'unknown' ? 'no call has said' : healthWord(health),
    ...(failed === 0 ? [] : [`${failed} of the last ${sent} sendings failed`]),
    ...(lastAnswer === undefined ? [] : [`last answer ${clockTime(lastAnswer)}`]),
    ...(lastFailure === undefined
      ? []
      : [`last failure ${clockTime(lastFailure.at)} (${lastFailure.error})`]),
  ].join('; ');
}

function clockTime(at: number | undefined): string {
  return at === undefined ? 'its next call' : `${new Date(at).toISOString().slice(11, 19)} UTC`;
}

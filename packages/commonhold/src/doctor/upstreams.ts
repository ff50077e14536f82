import type { Check } from './check.ts';
import type { ProviderAnswer } from './ask-providers.ts';
import { attention, broken, good, type Observation, unknown } from './finding.ts';

/** Time to renew a certificate in working hours; automatic ones are renewed well before. */
const certificateMinDays = 14;
const dayMs = 86_400_000;

/** Whether the configured providers can be reached; asked with --connect only. */
export const upstreamsCheck: Check = {
  name: 'upstreams',
  group: 'Providers',
  async look({ configuration, wishes, providers, world }): Promise<Observation[]> {
    if (configuration.type === 'invalid') return [];
    const count = Object.keys(configuration.value.providers).length;
    if (count === 0) return [good('No provider is configured, so nothing leaves this machine.')];
    if (!wishes.connect) {
      return [
        unknown(
          `${count} ${count === 1 ? 'provider is' : 'providers are'} configured and ${count === 1 ? 'was' : 'were'} not asked.`,
          'Run "commonhold doctor --connect", which sends each a question without content and without a credential.',
        ),
      ];
    }
    return providers.map((answer) => observe(answer, world.clock.now()));
  },
};

function observe(answer: ProviderAnswer, now: number): Observation {
  const who = `${answer.provider} (${answer.baseUrl})`;
  switch (answer.type) {
    case 'not-asked':
      return attention(
        `${who} is plain http beyond this machine and was not asked; calls go there in clear, and so does their credential if they have one.`,
        'Use https in its baseUrl, or a tunnel that ends on this machine.',
      );
    case 'failed':
      return broken(
        `${who} cannot be reached: ${answer.message}.`,
        'Check its baseUrl, and the network and name resolution of this machine.',
      );
    case 'answered':
      return observeAnswer(who, answer, now);
  }
}

function observeAnswer(
  who: string,
  { status, latencyMs, certificateUntil }: Extract<ProviderAnswer, { type: 'answered' }>,
  now: number,
): Observation {
  const seen = `${who} answers in ${latencyMs.toFixed(latencyMs < 10 ? 1 : 0)} ms (the middle one of 3, with connecting) with status ${status}`;
  const days = certificateUntil && Math.floor((certificateUntil.getTime() - now) / dayMs);
  const certificate = days === undefined ? '' : `; its certificate holds for ${days} more days`;
  if (status >= 500) {
    return attention(
      `${seen}${certificate}: it is there and in trouble.`,
      'Wait, or ask whoever runs it; a route with a second candidate goes on meanwhile.',
    );
  }
  if (days !== undefined && days < certificateMinDays) {
    return attention(
      `${seen}${certificate}.`,
      'Tell whoever runs it: once the certificate is over, calls to it fail.',
    );
  }
  // Without a credential and at this path, a refusal is the expected answer.
  return good(`${seen}${certificate}. Any status shows that it is there: no credential was sent.`);
}

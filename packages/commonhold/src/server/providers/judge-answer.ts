import { durationText } from '#base';
import { fitsWire, type ModelsAnswer, type ProviderOptions } from '#providers';
import type { ProviderFinding } from '../api/providers-view.ts';
import { modelsFinding, type NamedModels } from './judge-models.ts';

/** What is judged: a row, what is stored for it, and what came back. */
export interface Asked {
  readonly provider: string;
  readonly row: ProviderOptions;
  /** A credential is stored for it; it was shown where the row says so. */
  readonly hasCredential: boolean;
  readonly address: URL;
  readonly answer: ModelsAnswer;
  /** Whether the same list is given to somebody without a credential; undefined where that was not asked. */
  readonly isPublic: boolean | undefined;
  readonly named: NamedModels;
  readonly now: number;
}

/** Time to renew a certificate in working hours; automatic ones are renewed well before. */
const certificateMinDays = 14;
const dayMs = 86_400_000;

/** In the order in which a call would meet each, and no further than the answer goes. */
export function judgeAnswer(asked: Asked): readonly ProviderFinding[] {
  const { answer } = asked;
  if (answer.type === 'failed') {
    return [
      ...beforeAnswer(asked, answer),
      ...(asked.row.authentication === 'stored' ? storedFinding(asked) : []),
    ];
  }
  return [
    { check: 'address', verdict: 'good', seen: reachedText(asked, answer) },
    ...tlsFinding(asked, answer.certificateUntil),
    ...credentialFinding(asked),
    ...protocolFinding(asked),
    ...(answer.type === 'list' ? [modelsFinding(asked.row, asked.provider, answer.models, asked.named)] : []),
  ];
}

function reachedText(
  { address }: Asked,
  { waitMs, connectMs }: { waitMs: number; connectMs: number },
): string {
  return `${address.host} answers after ${durationText(waitMs)}, ${durationText(connectMs)} of it for the connection.`;
}

function beforeAnswer(
  { address, row }: Asked,
  { at, detail }: Extract<ModelsAnswer, { type: 'failed' }>,
): ProviderFinding[] {
  switch (at) {
    case 'address':
      return [
        {
          check: 'address',
          verdict: 'broken',
          seen: detail,
          advice: 'Look at what the name in its baseUrl resolves to, and whether destination.local is true.',
        },
      ];
    case 'connection':
      return [
        {
          check: 'address',
          verdict: 'broken',
          seen: `${address.host} cannot be reached: ${detail}.`,
          advice:
            row.destination.local === 'declared'
              ? 'Look whether the server runs, and whether its port is the one in baseUrl.'
              : 'Look at its baseUrl and at the network of this machine; the vendor may be down.',
        },
      ];
    case 'tls':
      return [
        { check: 'address', verdict: 'good', seen: `Somebody answers at ${address.host}.` },
        {
          check: 'tls',
          verdict: 'broken',
          seen: `Who answers cannot show that it is ${address.hostname}: ${detail}.`,
          advice:
            'Nothing was sent. A server of your own may speak plain http there; otherwise somebody stands in between, or its certificate is wrong.',
        },
      ];
    case 'answer':
      return [
        {
          check: 'protocol',
          verdict: 'broken',
          seen: `${address.host} answers, and not in a way that can be read: ${detail}.`,
          advice: 'Look at the port in its baseUrl, and whether it should begin with http: or https:.',
        },
      ];
  }
}

function tlsFinding({ row, address, now }: Asked, until: Date | undefined): ProviderFinding[] {
  if (until === undefined) {
    if (address.protocol === 'https:' || row.destination.local === 'declared') return [];
    return [
      {
        check: 'tls',
        verdict: 'attention',
        seen: 'It is plain http: calls go there in clear, and so does a credential.',
        advice: 'Use https in its baseUrl, or a tunnel that ends on this machine.',
      },
    ];
  }
  const days = Math.floor((until.getTime() - now) / dayMs);
  const seen = `Its certificate holds for ${days} more ${days === 1 ? 'day' : 'days'}.`;
  return days < certificateMinDays
    ? [
        {
          check: 'tls',
          verdict: 'attention',
          seen,
          advice: 'Tell whoever runs it: once the certificate is over, calls to it fail.',
        },
      ]
    : [{ check: 'tls', verdict: 'good', seen }];
}

/** A status, or words, that say "not with this credential". */
function isRefusal(answer: ModelsAnswer): boolean {
  if (answer.type !== 'refused') return false;
  return (
    answer.status === 401 ||
    answer.status === 403 ||
    (answer.status === 400 && answer.fault.isAboutCredential)
  );
}

function credentialFinding(asked: Asked): ProviderFinding[] {
  const { answer, row, isPublic } = asked;
  if (row.authentication === 'stored' && !asked.hasCredential) return storedFinding(asked);
  const told = toldText(answer);
  switch (row.authentication) {
    case 'caller':
      return [
        {
          check: 'credential',
          verdict: 'unknown',
          seen: `Each client shows its own credential (authentication: caller), so it was asked without one${isRefusal(answer) ? ', and wants one' : ''}.`,
          advice: 'Whether a client’s credential is accepted, a call of that client shows.',
        },
      ];
    case 'none':
      return isRefusal(answer)
        ? [
            {
              check: 'credential',
              verdict: 'broken',
              seen: `It wants a credential${told}, and its row says authentication: none.`,
              advice: `Set authentication: stored in its row, and store one: commonhold keys provider ${asked.provider}.`,
            },
          ]
        : [{ check: 'credential', verdict: 'good', seen: 'It asks for no credential, as its row says.' }];
    case 'stored':
      break;
  }
  if (isRefusal(answer)) {
    return [
      {
        check: 'credential',
        verdict: 'broken',
        seen: `It refuses the stored credential${told}.`,
        advice: `Store a valid one: commonhold keys provider ${asked.provider}. A 403 may also mean that the account may not list models.`,
      },
    ];
  }
  if (answer.type !== 'list' || isPublic === undefined) {
    return [
      {
        check: 'credential',
        verdict: 'unknown',
        seen: 'A credential is stored and was shown; its answer does not say whether it is accepted.',
      },
    ];
  }
  return isPublic
    ? [
        {
          check: 'credential',
          verdict: 'unknown',
          seen: 'It gives this list to anybody, so the list does not show whether the stored credential is accepted.',
          advice: `A small call shows it: commonhold ask --model NAME "Hello".`,
        },
      ]
    : [
        {
          check: 'credential',
          verdict: 'good',
          seen: 'It accepts the stored credential, and refuses who shows none.',
        },
      ];
}

function storedFinding({ hasCredential, provider }: Asked): ProviderFinding[] {
  if (hasCredential) return [];
  return [
    {
      check: 'credential',
      verdict: 'broken',
      seen: 'No credential is stored for it, and its row says authentication: stored.',
      advice: `Store one: commonhold keys provider ${provider}.`,
    },
  ];
}

function toldText(answer: ModelsAnswer): string {
  if (answer.type !== 'refused') return '';
  const { kind } = answer.fault;
  return ` (status ${answer.status}${kind === undefined ? '' : `, ${kind}`})`;
}

function protocolFinding({ answer, row, address }: Asked): ProviderFinding[] {
  const broken = (seen: string, advice: string): ProviderFinding[] => [
    { check: 'protocol', verdict: 'broken', seen, advice },
  ];
  switch (answer.type) {
    case 'failed':
      return [];
    case 'list':
      // An empty list could be of anybody.
      return answer.models.length === 0 || fitsWire(answer.form, row.wire)
        ? [{ check: 'protocol', verdict: 'good', seen: `Its list is one that ${row.wire} has.` }]
        : broken(
            `It gives its list as servers with the protocol of ${answer.form} do, and its row says ${row.wire}.`,
            'Set the wire of its row, or the baseUrl at which it speaks that protocol.',
          );
    case 'no-list':
      return broken(
        `It answers at ${address.pathname} with something that is no list of models.`,
        'A part of baseUrl may be missing, such as /v1: a page for people often stands there.',
      );
    case 'refused':
      return isRefusal(answer) ? [] : refusedFinding(answer.status, toldText(answer), address.pathname);
  }
}

function refusedFinding(status: number, told: string, path: string): ProviderFinding[] {
  const finding = (verdict: ProviderFinding['verdict'], seen: string, advice: string): ProviderFinding[] => [
    { check: 'protocol', verdict, seen, advice },
  ];
  if (status >= 300 && status < 400) {
    return finding(
      'broken',
      `It sends elsewhere${told}; the node follows no redirect.`,
      'Write the address that it sends to as its baseUrl, if you trust it.',
    );
  }
  if (status === 404 || status === 405 || status === 501) {
    return finding(
      'broken',
      `It has no list of models at ${path}${told}.`,
      'A part of baseUrl may be missing or too much, such as /v1, or the wire may be another. A server without such a list can be right all the same: then a call shows it.',
    );
  }
  if (status === 429 || status === 402) {
    return finding(
      'attention',
      `It answers that the account may not ask now${told}.`,
      'Look at the limits and the balance of the account there.',
    );
  }
  if (status >= 500) {
    return finding(
      'broken',
      `It is there and in trouble${told}.`,
      'Wait, or look at the vendor’s page for its state; a route with a second candidate goes on meanwhile.',
    );
  }
  return finding(
    'broken',
    `It refuses to tell its models${told}.`,
    'Look at baseUrl, query and headers of its row.',
  );
}

import { expect, test } from 'vitest';
import { createCedarEngine, loadCedar } from '#policy';
import { candidate, completion, type Event, gateFor, question, send } from '../gate.fixture.ts';

const planted = ['ada@example.org', 'hunter22x', '4111 1111 1111 1111'];
const said = `Write to ${planted[0]}, the password is ${planted[1]}, by ${planted[2]}`;

/** Each way in which rules say no, and what names the reason. */
const denials: Readonly<Record<string, readonly [rules: string, named: string]>> = {
  'a forbid without remedy': [
    '@id("hard") @why("Stays here") forbid(principal, action, resource) when { context.labels.contains("personal") };',
    'hard (Stays here) forbids it without remedy',
  ],
  'a forbid whose remedy is not there': [
    '@id("away") @remedy("reroute:local") forbid(principal, action, resource) when { context.labels.contains("secret") };',
    'away needs a candidate of this route that is the engine inside',
  ],
  'a rule that cannot be evaluated': [
    '@id("sum") forbid(principal, action, resource) when { resource.destination has retentionDays && resource.destination.retentionDays + 9223372036854775807 > 0 };',
    'the rules sum could not be evaluated for it, which counts as a no',
  ],
  'no permit': ['', 'no rule permits it'],
};

test.each(
  Object.entries(denials).flatMap(([what, [rules, named]]) =>
    [false, true].map((stream) => [what, stream, rules, named] as const),
  ),
)(
  '%s (streamed: %s) is an error of the client’s own wire that names the rule and nothing of the content',
  async (what, stream, rules, named) => {
    const permit = what === 'no permit' ? '' : '@id("everybody") permit(principal, action, resource);';
    const file = { name: 'rules.cedar', text: `${permit}${rules}` };
    const policy = createCedarEngine(await loadCedar(), [file], {
      mode: 'enforce',
      vocabulary: { labels: new Set(['personal', 'secret']), providers: undefined },
      folder: 'policies',
    });
    const events: Event[] = [];
    const made = candidate(events, 'a', { chunks: [completion] });
    const route = [{ ...made, destination: { ...made.destination, retentionDays: 30 } }];
    const { gate } = await gateFor(events, { m: route }, { policy });
    const reply = await send(gate, question('m', { stream, messages: [{ role: 'user', content: said }] }));
    expect(reply.status).toBe(403);
    expect(reply.headers['content-type']).toBe('application/json');
    expect(reply.headers['x-commonhold-error']).toBe('policy_denied');
    const { error } = JSON.parse(reply.body) as { error: { message: string; type: string; code: string } };
    expect(error.code).toBe('policy_denied');
    expect(error.message).toContain(named);
    const all = JSON.stringify([
      reply,
      events
        .filter(({ type }) => type === 'refusal')
        .map((event) => ({
          ...event,
          refusal: { ...(event as { refusal: object }).refusal, call: undefined },
        })),
    ]);
    for (const value of planted) expect(all).not.toContain(value);
    expect(events.map(({ type }) => type)).toEqual(['refusal']);
  },
);

/** Whether a call of the app's own key arrives: looked at, waited for, or made. */
import { request } from 'undici';
import { describe } from '#base';
import type { NodeClient } from '../node/node-client.ts';
import { complain, print, type Terminal } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';

/** A person starts the app and types a question in this time; then the waiting ends and nothing else. */
const waitMs = 10 * 60_000;
const lookEveryMs = 1000;
/** A node that is there answers at once; an address that leads nowhere must not hold the command. */
const keyWorksMs = 10_000;
/** The model inside may have to be loaded for its first answer. */
const callMs = 5 * 60_000;

/** Asks for the list of models, as the app would, with its key and at its address: no call, and no model is asked. */
export async function keyWorks(address: string, key: string): Promise<string | undefined> {
  try {
    const answer = await request(`${address}/v1/models`, {
      headers: { 'x-commonhold-key': key },
      signal: AbortSignal.timeout(keyWorksMs),
    });
    await answer.body.dump();
    return answer.statusCode === 200 ? undefined : `it answered with status ${answer.statusCode}`;
  } catch (thrown) {
    return describe(thrown);
  }
}

/** One real call with the app's key, in OpenAI's protocol. Says what came of it. */
export async function makeCall(address: string, key: string, model: string): Promise<string> {
  const answer = await request(`${address}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Say hello.' }] }),
    signal: AbortSignal.timeout(callMs),
  });
  const text = await answer.body.text();
  if (answer.statusCode === 200) return 'answered';
  return `refused with status ${answer.statusCode}: ${text.slice(0, 300)}`;
}

interface CallsPage {
  readonly calls: readonly { readonly id: string; readonly status: string }[];
}

/** Waits for the first call of this key. False when none came in time, or when the person stopped waiting. */
export async function firstCall(
  terminal: Terminal,
  node: NodeClient,
  principal: string,
  title: string,
  signal: AbortSignal,
): Promise<boolean> {
  complain(
    terminal,
    `Start ${title} and ask it something: its first call is waited for. Ctrl-C ends the waiting, and nothing else.`,
  );
  const until = Date.now() + waitMs;
  let dots = 0;
  while (Date.now() < until && !signal.aborted) {
    const page = await node.get<CallsPage>(`/api/calls?limit=1&principal=${encodeURIComponent(principal)}`);
    const [call] = page.calls;
    if (call !== undefined) {
      if (terminal.errors.isTTY) terminal.errors.write('\r\u001b[K');
      print(terminal, printable(`It arrived: call ${call.id} (${call.status}).`));
      return true;
    }
    dots = (dots + 1) % 4;
    if (terminal.errors.isTTY) terminal.errors.write(`\r\u001b[Kwaiting${'.'.repeat(dots)}`);
    await new Promise<void>((resolve) => setTimeout(resolve, lookEveryMs));
  }
  complain(terminal, `\nNo call of ${title} has arrived yet. "commonhold calls" shows it when it does.`);
  return false;
}

/**
 * What an agent runs before and after each use of a tool. It reads the form in which that agent tells of it and answers in
 * the same. An agent may be on another machine than the node, so this speaks over HTTP with the agent's own key and reads
 * nothing of a home folder.
 */
import { request } from 'undici';
import { z } from 'zod';
import { describe, type Json } from '#base';
import { type Action, exitCodes } from '../command.ts';
import { readInput } from '../terminal/standard-input.ts';
import { complain, print, type Terminal } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';
import { type HookedAgent, hookForms } from './hooks/hook-forms.ts';
import { type HookedNode, hookedNode, type WhenSilent, whenSilentIn } from './hooks/hooked-node.ts';

interface HookOptions {
  readonly agent: HookedAgent;
  readonly nodeFile: string | undefined;
}

/** The node decides in milliseconds; beyond this it is silent, and the agent must not wait for ever. */
const answerMs = 30_000;

const toolAnswer = z.looseObject({
  call: z.string(),
  decision: z.enum(['none', 'allow', 'ask', 'deny']),
  why: z.string().optional(),
});

export const preToolCommand: Action<HookOptions> = async (terminal, { agent, nodeFile }) => {
  const form = hookForms[agent];
  let whenSilent: WhenSilent = whenSilentIn(terminal.environment);
  try {
    const node = await hookedNode(terminal.environment, nodeFile);
    ({ whenSilent } = node);
    const told = form.before(JSON.parse(await readInput(terminal)));
    const answer = toolAnswer.parse(await send(node, '/api/tools/before', told));
    // A yes of ours is no word to the agent: its own questions to its person stay as they are.
    if (answer.decision === 'none' || answer.decision === 'allow') return exitCodes.done;
    const reason = printable(`Commonhold (call ${answer.call}): ${answer.why ?? 'denied'}`);
    say(terminal, form.answer(answer.decision, reason), reason);
  } catch (thrown) {
    // Its agent shows it in a terminal, and who answers at the address may be anybody.
    const reason = printable(describe(thrown));
    // Closed, unless the owner of the agent has said otherwise: a rule that can be passed by stopping the node is none.
    if (whenSilent === 'open') {
      const message = `COMMONHOLD DID NOT ANSWER. This tool runs unrecorded and undecided, because it is set to run tools all the same: ${reason}`;
      say(terminal, form.note(message), message);
    } else {
      const message = `COMMONHOLD DID NOT ANSWER, so no tool runs: ${reason}. Start the node; docs/guide/hooks.md says how to have tools run without it.`;
      say(terminal, form.answer('deny', message), message);
    }
  }
  return exitCodes.done;
};

/** The tool has run already: what cannot be told is said loudly and stops nothing. */
export const postToolCommand: Action<HookOptions> = async (terminal, { agent, nodeFile }) => {
  const form = hookForms[agent];
  try {
    const told = form.after(JSON.parse(await readInput(terminal)));
    await send(await hookedNode(terminal.environment, nodeFile), '/api/tools/after', told);
  } catch (thrown) {
    const message = `Commonhold does not know what came of this tool: ${printable(describe(thrown))}`;
    say(terminal, form.note(message), message);
  }
  return exitCodes.done;
};

function say(terminal: Terminal, answer: Json, words: string): void {
  print(terminal, JSON.stringify(answer));
  complain(terminal, words);
}

async function send({ url, key }: HookedNode, path: string, body: object): Promise<unknown> {
  const answer = await request(new URL(path, url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-commonhold-key': key },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(answerMs),
  });
  const text = await answer.body.text();
  if (answer.statusCode === 200) return JSON.parse(text);
  throw new Error(`the node answered with status ${answer.statusCode}: ${text.slice(0, 300)}`);
}

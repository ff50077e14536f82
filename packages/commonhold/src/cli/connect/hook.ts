/**
 * What an agent runs before and after each use of a tool. It reads the form in which Claude Code tells of it and answers in
 * the same. An agent may be on another machine than the node, so this speaks over HTTP with the agent's own key and reads
 * nothing of a home folder.
 */
import { request } from 'undici';
import { z } from 'zod';
import { describe, type Json } from '#base';
import { type Action, exitCodes, type ExitCode } from '../command.ts';
import { readInput } from '../terminal/standard-input.ts';
import { complain, print, type Terminal } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';

/** The node decides in milliseconds; beyond this it is silent, and the agent must not wait for ever. */
const answerMs = 30_000;

const told = z.looseObject({
  hook_event_name: z.string().optional(),
  session_id: z.string().optional(),
  tool_name: z.string().min(1),
  tool_input: z.custom<Json>().optional(),
  tool_use_id: z.string().min(1),
  tool_response: z.custom<Json>().optional(),
  error: z.custom<Json>().optional(),
});

interface NodePlace {
  readonly url: string;
  readonly key: string;
}

const toolAnswer = z.looseObject({
  call: z.string(),
  decision: z.enum(['none', 'allow', 'ask', 'deny']),
  why: z.string().optional(),
});

export const preToolCommand: Action<object> = async (terminal) => {
  try {
    const use = told.parse(JSON.parse(await readInput(terminal)));
    const answer = toolAnswer.parse(
      await send(placeOf(terminal), '/api/tools/before', {
        tool: use.tool_name,
        input: use.tool_input ?? null,
        use: use.tool_use_id,
        ...(use.session_id === undefined ? {} : { run: use.session_id }),
      }),
    );
    // A yes of ours is no word to the agent: its own questions to its person stay as they are.
    if (answer.decision === 'none' || answer.decision === 'allow') return exitCodes.done;
    return decide(terminal, answer.decision, `Commonhold (call ${answer.call}): ${answer.why ?? 'denied'}`);
  } catch (thrown) {
    return whenSilent(terminal, thrown);
  }
};

/** The tool has run already: what cannot be told is said loudly and stops nothing. */
export const postToolCommand: Action<object> = async (terminal) => {
  try {
    const use = told.parse(JSON.parse(await readInput(terminal)));
    const failed = use.error !== undefined || use.hook_event_name === 'PostToolUseFailure';
    const output = use.error ?? use.tool_response ?? null;
    await send(placeOf(terminal), '/api/tools/after', { use: use.tool_use_id, failed, output });
  } catch (thrown) {
    const message = `Commonhold does not know what came of this tool: ${describe(thrown)}`;
    print(terminal, JSON.stringify({ systemMessage: message }));
  }
  return exitCodes.done;
};

/** Closed, unless the owner of the agent has said otherwise: a rule that can be passed by stopping the node is none. */
function whenSilent(terminal: Terminal, thrown: unknown): ExitCode {
  const reason = describe(thrown);
  if (terminal.environment['COMMONHOLD_HOOK_WHEN_SILENT'] === 'open') {
    const message = `COMMONHOLD DID NOT ANSWER. This tool runs unrecorded and undecided, because COMMONHOLD_HOOK_WHEN_SILENT is open: ${reason}`;
    print(terminal, JSON.stringify({ systemMessage: message }));
    return exitCodes.done;
  }
  return decide(
    terminal,
    'deny',
    `COMMONHOLD DID NOT ANSWER, so no tool runs: ${reason}. Start the node, or set COMMONHOLD_HOOK_WHEN_SILENT=open to run tools without it.`,
  );
}

function decide(terminal: Terminal, permissionDecision: 'ask' | 'deny', reason: string): ExitCode {
  const hookSpecificOutput = {
    hookEventName: 'PreToolUse',
    permissionDecision,
    permissionDecisionReason: reason,
  };
  print(terminal, JSON.stringify({ hookSpecificOutput }));
  complain(terminal, printable(reason));
  return exitCodes.done;
}

function placeOf({ environment }: Terminal): NodePlace {
  const { COMMONHOLD_URL: url, COMMONHOLD_KEY: key } = environment;
  if (url === undefined || key === undefined) {
    throw new Error(
      'COMMONHOLD_URL and COMMONHOLD_KEY are not set; "commonhold connect APP --hooks" sets them',
    );
  }
  return { url, key };
}

async function send({ url, key }: NodePlace, path: string, body: object): Promise<unknown> {
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

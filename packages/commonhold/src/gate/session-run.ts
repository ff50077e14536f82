import type { Before } from './earlier/expand.ts';
import type { Incoming } from './incoming.ts';

interface SessionHeader {
  readonly header: string;
  /** Whose header it is, and the version in which its value was seen to be the session that the agent's hooks tell of. */
  readonly agent: string;
  readonly seen: string;
}

/**
 * Headers in which coding agents tell their session with every call of a model. They are for their vendors and not for us, so they
 * count only where nobody named a run. One that is sent by another program by the same name makes a run as well: its calls belong together
 * as far as it says so itself.
 */
export const sessionHeaders: readonly SessionHeader[] = [
  { header: 'x-claude-code-session-id', agent: 'Claude Code', seen: '2.1.330' },
  { header: 'session-id', agent: 'Codex CLI', seen: '0.169.0' },
  { header: 'x-session-id', agent: 'opencode', seen: '1.18.33' },
];

/** Sessions are ids. What is longer than the name that a hook may tell, or is no id, could be anything, and is kept nowhere. */
const sessionName = /^[A-Za-z0-9._:-]{1,200}$/;

interface NamedRun {
  readonly run: string | undefined;
  /** The header of the session that is the run; undefined where the client named the run, or goes on from a call of it. */
  readonly from: string | undefined;
  readonly warnings: readonly string[];
}

/**
 * The run of a call: as its client names it, else the session of the agent, else that of the call that it goes on from. The session
 * comes before that call, because the tools of this session are told under this name.
 */
export function runOf(incoming: Pick<Incoming, 'header'>, before: Pick<Before, 'run'> | undefined): NamedRun {
  const named = incoming.header('x-commonhold-run');
  if (named !== undefined) return { run: named, from: undefined, warnings: [] };
  const warnings: string[] = [];
  for (const { header } of sessionHeaders) {
    const session = incoming.header(header);
    if (session === undefined) continue;
    if (sessionName.test(session)) return { run: session, from: header, warnings };
    warnings.push(unfit(header));
  }
  return { run: before?.run, from: undefined, warnings };
}

/** The header is not ours, so the call is not refused for it. */
function unfit(header: string): string {
  return `run: ${header} has no name of a session (at most 200 letters, digits and . _ : -), so it puts the call in no run`;
}

/**
 * Coding agents themselves, fetched by npx and never dependencies, each with the versions that were tried. Where npx must not
 * run what a package does when it is installed, install them and name the folder of their programs in COMMONHOLD_AGENTS.
 */
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Agent {
  /** Its name for `connect`. */
  readonly app: 'claude-code' | 'codex-cli' | 'gemini-cli' | 'opencode' | 'cline';
  readonly from: string;
  readonly program: string;
  /** The folder that is there once it has run. */
  readonly folder: string;
  /** By this name it asks for a model. */
  readonly model: string;
  /** What it calls the tool of its shell where it tells of it. */
  readonly shell: string;
  readonly parameters: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export const agents: readonly Agent[] = [
  {
    app: 'claude-code',
    from: '@anthropic-ai/claude-code@2.1.330',
    program: 'claude',
    folder: '.claude',
    model: 'claude-x',
    shell: 'Bash',
    parameters: ['-p', 'Run the script.', '--allowedTools', 'Bash', '--model', 'claude-x'],
    environment: {
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_TELEMETRY: '1',
      DISABLE_AUTOUPDATER: '1',
    },
  },
  {
    app: 'codex-cli',
    from: '@openai/codex@0.169.0',
    program: 'codex',
    folder: '.codex',
    model: 'gpt-5.5',
    shell: 'Bash',
    parameters: [
      'exec',
      '--model',
      'gpt-5.5',
      '--skip-git-repo-check',
      '--dangerously-bypass-approvals-and-sandbox',
      // Nobody sits here who could trust them.
      '--dangerously-bypass-hook-trust',
      'Run the script.',
    ],
    environment: {},
  },
  {
    app: 'gemini-cli',
    from: '@google/gemini-cli@0.61.0',
    program: 'gemini',
    folder: '.gemini',
    model: 'gemini-x',
    shell: 'run_shell_command',
    parameters: ['-p', 'Run the script.', '--yolo', '--skip-trust', '-m', 'gemini-x'],
    environment: {},
  },
  {
    app: 'opencode',
    from: 'opencode-ai@1.18.33',
    program: 'opencode',
    folder: '.config/opencode',
    model: 'chat-x',
    shell: 'bash',
    parameters: ['run', '-m', 'commonhold/chat-x', 'Run the script.'],
    environment: { OPENCODE_DISABLE_AUTOUPDATE: '1' },
  },
  {
    app: 'cline',
    from: 'cline@3.0.65',
    program: 'cline',
    folder: '.cline',
    // The first in the list of the node, which the line that is run names.
    model: 'gpt-5.5',
    shell: 'run_commands',
    parameters: ['--data-dir', '.cline-data', 'Run the script.'],
    environment: { CLINE_TELEMETRY_DISABLED: '1' },
  },
];

/** Fetching a program of some hundred megabytes, and its work. */
const agentMs = 5 * 60_000;
const cache = fileURLToPath(new URL('../../.cache/npm', import.meta.url));

export interface Worked {
  readonly code: number | null;
  readonly said: string;
}

/** The agent in a folder of nobody's: no settings of this machine, no word to its maker. */
export async function work(
  agent: Agent,
  person: string,
  parameters: readonly string[] = agent.parameters,
  environment: Readonly<Record<string, string>> = {},
): Promise<Worked> {
  const installed = process.env['COMMONHOLD_AGENTS'];
  const [command, ...first] =
    installed === undefined
      ? ['npx', '--yes', `--package=${agent.from}`, agent.program]
      : [join(installed, agent.program)];
  const child = spawn(command ?? '', [...first, ...parameters], {
    cwd: person,
    env: { ...ofNpm(), PATH: process.env['PATH'], HOME: person, ...agent.environment, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const timer = setTimeout(() => child.kill('SIGKILL'), agentMs);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  return { code, said };
}

/** How packages are fetched on this machine; without a home folder of its own npm would not know. */
function ofNpm(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && /^(npm_config_|NODE_EXTRA_CA_CERTS$)/i.test(name),
  );
  return {
    npm_config_userconfig: join(homedir(), '.npmrc'),
    ...(Object.fromEntries(kept) as Record<string, string>),
    npm_config_cache: cache,
  };
}

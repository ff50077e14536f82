import { claudeCodeHooks } from './claude-code-hooks.ts';
import { clineHooks } from './cline-hooks.ts';
import { codexHooks } from './codex-hooks.ts';
import { geminiHooks } from './gemini-hooks.ts';
import type { HookForm } from './hook-form.ts';
import { opencodeHooks } from './opencode-hooks.ts';

/** By the name under which `connect` knows the agent. */
export const hookForms = {
  'claude-code': claudeCodeHooks,
  'codex-cli': codexHooks,
  'gemini-cli': geminiHooks,
  opencode: opencodeHooks,
  cline: clineHooks,
} as const satisfies Readonly<Record<string, HookForm>>;

export type HookedAgent = keyof typeof hookForms;
export const hookedAgents = Object.keys(hookForms) as readonly HookedAgent[];

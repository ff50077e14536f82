import type { App } from './app.ts';
import { anthropicSdk, curl, openaiSdk, openWebui } from './by-hand.ts';
import { claudeCode } from './claude-code.ts';
import { cline } from './cline.ts';
import { codexCli } from './codex-cli.ts';
import { continueApp } from './continue.ts';
import { geminiCli } from './gemini-cli.ts';
import { librechat } from './librechat.ts';
import { opencode } from './opencode.ts';

/** Every app that `commonhold connect` knows, in the order in which they are listed. */
export const apps: readonly App[] = [
  claudeCode,
  codexCli,
  geminiCli,
  opencode,
  continueApp,
  cline,
  openWebui,
  librechat,
  openaiSdk,
  anthropicSdk,
  curl,
];

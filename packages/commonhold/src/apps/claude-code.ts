import { join } from 'node:path';
import type { App, FileEdit } from './app.ts';
import { setInJson, valueInJson } from './edits/json-edit.ts';
import { hookSeconds, orRefuse, withHook } from './hooks/hook-files.ts';

const hookEvents = [
  ['PreToolUse', 'pre-tool'],
  ['PostToolUse', 'post-tool'],
  ['PostToolUseFailure', 'post-tool'],
] as const;

export const claudeCode: App = {
  id: 'claude-code',
  title: 'Claude Code',
  kind: 'agent',
  wire: 'anthropic-messages',
  subscription: true,
  hooks: true,
  asksFor: {
    beginning: 'claude-',
    seen: { names: ['claude-opus-5-5'], version: '2.1.330' },
    rows: {
      key: 'commonhold providers add anthropic',
      subscription: 'commonhold providers add anthropic --authentication caller',
    },
  },
  sources: [
    { page: 'https://docs.anthropic.com/de/docs/claude-code/llm-gateway', read: '2026-11-22' },
    { page: 'https://docs.anthropic.com/de/docs/claude-code/hooks', read: '2026-11-22' },
  ],
  plan({ address, key, userHome, environment, subscription, hooks, command }) {
    const folder = environment['CLAUDE_CONFIG_DIR'] ?? join(userHome, '.claude');
    const path = join(folder, 'settings.json');
    const settings: FileEdit = {
      path,
      edit(before) {
        let text = setInJson(before, ['env', 'ANTHROPIC_BASE_URL'], `${address}/anthropic`, path);
        text = subscription
          ? setInJson(text, ['env', 'ANTHROPIC_CUSTOM_HEADERS'], withOurKey(text, key, path), path)
          : setInJson(text, ['env', 'ANTHROPIC_AUTH_TOKEN'], key, path);
        if (!hooks) return text;
        text = setInJson(text, ['env', 'COMMONHOLD_URL'], address, path);
        text = setInJson(text, ['env', 'COMMONHOLD_KEY'], key, path);
        for (const [event, name] of hookEvents) {
          const line = `${command} hook ${name}`;
          const hook = { command: name === 'pre-tool' ? orRefuse(line) : line, timeout: hookSeconds };
          text = withHook(text, event, hook, path);
        }
        return text;
      },
    };
    return {
      folder,
      edits: [settings],
      say: [
        'Claude Code takes it over when it is started anew. A variable of the same name in a shell gives way to this file.',
        ...(subscription
          ? ['The row of this vendor has to say "authentication: caller"; see docs/guide/subscriptions.md.']
          : [
              'A claude.ai login is not used while ANTHROPIC_AUTH_TOKEN is set; for a subscription there is another way, --subscription.',
            ]),
      ],
    };
  },
};

/** One header a line; those that are there stay. */
function withOurKey(text: string, key: string, path: string): string {
  const before = valueInJson(text, ['env', 'ANTHROPIC_CUSTOM_HEADERS'], path);
  const lines = typeof before === 'string' ? before.split('\n') : [];
  const others = lines.filter((line) => line.trim() !== '' && !/^\s*x-commonhold-key\s*:/i.test(line));
  return [...others, `x-commonhold-key: ${key}`].join('\n');
}

import { unfit } from '../edits/unfit.ts';
import { hookSeconds } from './hook-files.ts';

/**
 * A plugin of opencode, which has no hooks of another kind. It decides nothing: it runs the two commands, and lets no tool
 * run whose command said no or could not be run. opencode tells a plugin of tools that succeeded; of those that did not it
 * tells by an event.
 */
export function opencodePlugin(before: string, preTool: string, postTool: string, path: string): string {
  if (before !== '') throw unfit(path, 'there is a file already');
  return `// Written by "commonhold connect opencode --hooks", and taken away by "commonhold connect opencode --undo".
import { spawn } from 'node:child_process';

const commands = {
  'pre-tool': ${JSON.stringify(preTool)},
  'post-tool': ${JSON.stringify(postTool)},
};
const waitMs = ${hookSeconds * 1000};

/** What the command printed, as JSON; nothing where it printed nothing. */
function run(which, told) {
  return new Promise((resolve, reject) => {
    const child = spawn(commands[which], { shell: true, stdio: ['pipe', 'pipe', 'pipe'], timeout: waitMs });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.stdin.on('error', () => {});
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) return reject(new Error(\`the hook ended with \${code}: \${errors.slice(0, 300)}\`));
      try {
        resolve(output.trim() === '' ? {} : JSON.parse(output));
      } catch (thrown) {
        reject(thrown);
      }
    });
    child.stdin.end(JSON.stringify(told));
  });
}

export const Commonhold = async ({ client }) => {
  /** Uses that have begun and whose end has not been told. */
  const open = new Set();

  async function say(message) {
    try {
      await client.app.log({ body: { service: 'commonhold', level: 'error', message } });
      await client.tui.showToast({ body: { message, variant: 'error' } });
    } catch {
      // Nobody looks at a screen.
    }
  }

  async function tellEnd(use, failed, output) {
    if (!open.delete(use.callID)) return;
    try {
      const { note } = await run('post-tool', { ...use, failed, output });
      if (note) await say(note);
    } catch (thrown) {
      await say(\`Commonhold does not know what came of this tool: \${thrown.message}\`);
    }
  }

  return {
    'tool.execute.before': async ({ tool, sessionID, callID }, { args }) => {
      let answer;
      try {
        answer = await run('pre-tool', { tool, sessionID, callID, args });
      } catch (thrown) {
        throw new Error(\`COMMONHOLD COULD NOT BE ASKED, so no tool runs: \${thrown.message}\`);
      }
      if (answer.decision === 'deny') throw new Error(answer.reason);
      if (answer.note) await say(answer.note);
      open.add(callID);
    },
    'tool.execute.after': async ({ tool, sessionID, callID }, output) => {
      await tellEnd({ tool, sessionID, callID }, false, output);
    },
    event: async ({ event }) => {
      const part = event.type === 'message.part.updated' ? event.properties.part : undefined;
      if (part?.type !== 'tool' || part.state.status !== 'error') return;
      const { tool, sessionID, callID, state } = part;
      await tellEnd({ tool, sessionID, callID }, true, state.error);
    },
  };
};
`;
}

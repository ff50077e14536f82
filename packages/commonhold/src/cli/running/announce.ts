import { rm } from 'node:fs/promises';
import { baseUrlsOf } from '#apps';
import type { HomePaths } from '#home';
import { builtInCatalog, defaultModelName, plannedContextTokens, readMachine, recommend } from '#models';
import type { RunningNode } from '#server';
import { consoleLink } from '../node/console-link.ts';
import { print, printJson, styled, type Terminal } from '../terminal/terminal.ts';
import { printable } from '../terminal/text.ts';
import { version } from '../version.ts';

/**
 * Says what the node serves and how to try it. A new owner's key lies in a file until it has been shown here, so that a
 * start that is broken off before cannot lose it; shown to a person, it is kept nowhere.
 */
export async function announce(
  terminal: Terminal,
  node: RunningNode,
  paths: HomePaths,
  asJson: boolean,
): Promise<void> {
  const status = await node.status();
  const base = status.url;
  const show = terminal.output.isTTY === true || asJson;
  // A log is read by others and kept; the link is for whoever sits at the terminal.
  const link = show ? consoleLink(base, node.signInCode()) : undefined;
  if (asJson) {
    printJson(terminal, {
      ...status,
      console: link,
      baseUrls: baseUrlsOf(base),
      newOwnerKey: node.newOwnerKey,
    });
  } else {
    const key = keyTexts(node.newOwnerKey, show, paths);
    const model = status.models.find(({ name }) => name === status.defaultModel);
    const urls = baseUrlsOf(base);
    const lines: [string, string][] = [
      ['console', link ?? '"commonhold console" prints a link that signs you in'],
      ['OpenAI base URL', urls.openai],
      ['Anthropic', urls.anthropic],
      ['Gemini', urls.gemini],
      ['Ollama', urls.ollama],
      ["owner's key", key.line],
      [
        'model',
        model
          ? `${model.name} (${model.licence ?? 'licence unknown'})`
          : `${status.defaultModel} is not here`,
      ],
      ['', await selfTestLine(node)],
      ['record', `${status.origin}, ${status.log.size} entries; "commonhold verify" proves it`],
      ['home folder', status.home],
    ];
    print(terminal, styled(terminal, 'bold', `Commonhold ${version} runs (process ${status.process}).\n`));
    for (const [name, value] of lines) {
      if (value !== '') print(terminal, `  ${name.padEnd(16)} ${printable(value)}`);
    }
    const ask = { model: status.defaultModel, messages: [{ role: 'user', content: 'What is a commons?' }] };
    print(terminal, '\nTry it:');
    print(terminal, `  curl ${base}/v1/chat/completions -H "authorization: Bearer ${key.inCommand}" \\`);
    print(terminal, `    -H "content-type: application/json" -d '${JSON.stringify(ask)}'`);
  }
  // A crash before this line leaves the key readable in the home folder, where SECURITY.md says that it may lie.
  if (node.newOwnerKey !== undefined && show) await rm(paths.ownerKey, { force: true });
}

/** The owner's key in the list, and in the command to try. */
function keyTexts(
  newKey: string | undefined,
  show: boolean,
  paths: HomePaths,
): { readonly line: string; readonly inCommand: string } {
  if (newKey === undefined) {
    return {
      line: 'made at the first start; "commonhold keys add NAME" makes another',
      inCommand: 'YOUR_KEY',
    };
  }
  return show
    ? { line: `${newKey}  (shown this once; the node keeps only its digest)`, inCommand: newKey }
    : { line: `in ${paths.ownerKey}`, inCommand: `$(cat ${paths.ownerKey})` };
}

/** One line that says what the small model is and which one to pull; nothing once a larger model is in use. */
async function selfTestLine(node: RunningNode): Promise<string> {
  if (node.configuration.engine.defaultModel !== defaultModelName) return '';
  const { startLine } = await recommend({
    catalog: builtInCatalog(),
    machine: readMachine(),
    contextTokens: plannedContextTokens,
    measure: undefined,
    signal: node.stopping,
  });
  return startLine;
}

import type { Check } from './check.ts';
import { attention, broken, good, type Observation, unknown } from './finding.ts';
import { isLoopback, type Listening, plannedListening, reachableAt } from './listening.ts';
import { hostOf, type LocalAnswer } from './local-answer.ts';
import type { NodeStatus } from './node-state.ts';
import type { Situation } from './situation.ts';

const otherPort =
  'Stop that program, or choose another port with server.port in commonhold.yaml or COMMONHOLD_PORT.';

/** Whether the node answers at its port, or could listen there, or who else does. */
export const portCheck: Check = {
  name: 'port',
  group: 'Node',
  async look(situation, signal) {
    const { node } = situation;
    if (node.type === 'running') return ours(situation, node.status, signal);
    const planned = plannedListening(situation);
    if (planned === undefined) {
      return [
        unknown(
          'Which address and port a start would listen on cannot be told from this configuration.',
          'Correct commonhold.yaml or COMMONHOLD_PORT first.',
        ),
      ];
    }
    return [await notRunning(situation, planned, signal)];
  },
};

async function ours(situation: Situation, status: NodeStatus, signal: AbortSignal): Promise<Observation[]> {
  const { world } = situation;
  const at = urlOf(status);
  const answer = await world.askLocally(reachableAt(status.address), status.port, signal);
  const answers =
    answer.type === 'http' && answer.isCommonhold
      ? good(`The node answers at ${at}.`)
      : broken(
          `The node says that it listens at ${at}, and there ${answerText(answer)}.`,
          'Start the node again; if that does not help, a firewall of this machine may be in between.',
        );
  const planned = plannedListening(situation);
  // 0 lets the system choose, so no port differs from it.
  const differs =
    planned !== undefined &&
    (planned.address !== status.address || (planned.port !== 0 && planned.port !== status.port));
  if (!differs) return [answers];
  return [
    answers,
    attention(
      `By commonhold.yaml and the environment of this command it would listen at ${urlOf(planned)}.`,
      'If that was changed since the node started, start it again; if COMMONHOLD_PORT was set for it, nothing is wrong.',
    ),
  ];
}

async function notRunning(
  { world, configuration }: Situation,
  planned: Listening,
  signal: AbortSignal,
): Promise<Observation> {
  const { address, port } = planned;
  const at = urlOf(planned);
  const isBehindProxy = configuration.type === 'valid' && configuration.value.server.behindProxy;
  if (!isLoopback(address) && !isBehindProxy) {
    return broken(
      `The address ${address} is reachable from other machines and no proxy is declared, so a start refuses it.`,
      'Use a loopback address, or declare a TLS reverse proxy with server.behindProxy: true.',
    );
  }
  if (port === 0) return good(`The system will choose a port at ${address}.`);
  const answer = await world.askLocally(reachableAt(address), port, signal);
  if (answer.type === 'http' && answer.isCommonhold) {
    return broken(`Another Commonhold node, of another home folder, answers at ${at}.`, otherPort);
  }
  if (answer.type === 'http' || answer.type === 'no-http') {
    return broken(`The port is taken: at ${at} ${answerText(answer)}.`, otherPort);
  }
  const refusal = await world.tryToListen(address, port);
  switch (refusal) {
    case undefined:
      return good(`Nobody listens at ${at}; a start can.`);
    case 'EADDRINUSE':
      return broken(`The port of ${at} is held by a program that does not answer there.`, otherPort);
    case 'EACCES':
      return broken(
        `This user may not listen at ${at}.`,
        'Choose a port above 1023, or let the reverse proxy have the low one.',
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return broken(
        `${address} is no address of this machine.`,
        'Correct server.address in commonhold.yaml; 127.0.0.1 is always there.',
      );
    default:
      return broken(`Listening at ${at} fails (${refusal}).`, otherPort);
  }
}

function urlOf({ address, port }: Listening): string {
  return `http://${hostOf(address)}:${port}`;
}

function answerText(answer: LocalAnswer): string {
  switch (answer.type) {
    case 'refused':
      return 'nobody listens';
    case 'no-http':
      return `something listens that does not answer in HTTP (${answer.detail})`;
    case 'unreachable':
      return `no connection comes about (${answer.detail})`;
    case 'http': {
      if (answer.isCommonhold) return 'a Commonhold node answers';
      const named = answer.server === undefined ? 'that does not give its name' : `named ${answer.server}`;
      return `another program answers, ${named} (status ${answer.status} for /healthz)`;
    }
  }
}

import type { Check } from './check.ts';
import { attention, broken, good, type Observation, unknown } from './finding.ts';
import { isLoopback, type Listening, plannedListening } from './listening.ts';
import type { Situation } from './situation.ts';

/** Who could reach the node: over the network as far as this machine can tell, and from this machine itself. */
export const exposureCheck: Check = {
  name: 'exposure',
  group: 'Node',
  async look(situation, signal) {
    const { node } = situation;
    const listening = node.type === 'running' ? node.status : plannedListening(situation);
    const beyond = unknown(
      'Whether a firewall, a router or a tunnel lets others reach this machine cannot be seen from here.',
      'If it matters, try from another machine, and look at forwarded ports on the router.',
    );
    return [
      ...(listening === undefined ? [] : [address(situation, listening)]),
      ...(await reach(situation, signal)),
      ...(await accounts(situation)),
      beyond,
    ];
  },
};

function address({ configuration, node }: Situation, { address }: Listening): Observation {
  const listens = node.type === 'running' ? 'The node listens' : 'A start would listen';
  if (isLoopback(address)) return good(`${listens} on ${address}, which is this machine alone.`);
  const server = configuration.type === 'valid' ? configuration.value.server : undefined;
  const hosts =
    server?.hosts.length === 0 ? 'no host name' : (server?.hosts.join(', ') ?? 'unknown host names');
  if (server?.behindProxy === false) {
    return broken(
      `${listens} on ${address}, beyond this machine, and commonhold.yaml declares no proxy that ends TLS.`,
      'Use a loopback address, or declare a TLS reverse proxy with server.behindProxy: true.',
    );
  }
  return attention(
    `${listens} on ${address} in plain HTTP, beyond this machine, for a declared proxy that ends TLS (${hosts} beside the loopback ones).`,
    'Make sure that only the proxy can reach that port; where the proxy is on this machine, server.address can stay on loopback.',
  );
}

/** The addresses of this machine that others could use. Those of one cable only cannot be asked without its name. */
function outsideAddresses({ world }: Situation): string[] {
  return Object.values(world.interfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ internal, address }) => !internal && !/^fe80:/i.test(address))
    .map(({ address }) => address);
}

/** Asks the port at every address of this machine: what answers there may be open to the network. */
async function reach(situation: Situation, signal: AbortSignal): Promise<Observation[]> {
  const { world, node } = situation;
  if (node.type !== 'running') return [];
  const { port } = node.status;
  const addresses = outsideAddresses(situation);
  if (addresses.length === 0) return [good('This machine has no address beside loopback.')];
  const answering: string[] = [];
  const strange: string[] = [];
  const unclear: string[] = [];
  for (const address of addresses) {
    const answer = await world.askLocally(address, port, signal);
    if (answer.type === 'http' && answer.isCommonhold) answering.push(address);
    else if (answer.type === 'http' || answer.type === 'no-http') strange.push(address);
    else if (answer.type === 'unreachable') unclear.push(address);
  }
  const all = `${addresses.length} network ${addresses.length === 1 ? 'address' : 'addresses'} of this machine`;
  const found: Observation[] = [];
  if (answering.length > 0) {
    const seen = `A Commonhold node answers on port ${port} at ${answering.join(', ')}; tried were ${all}.`;
    found.push(
      isLoopback(node.status.address)
        ? attention(
            `${seen} The node of this home listens on loopback, so something passes connections on to it or another node is there.`,
            'Find out which program listens there, for instance with "ss -ltnp", and whether it should.',
          )
        : attention(
            seen,
            'Whoever reaches such an address gets as far as the question for a key; let a firewall admit the proxy only.',
          ),
    );
  }
  if (strange.length > 0) {
    found.push(
      attention(
        `Another program answers on port ${port} at ${strange.join(', ')}.`,
        'Find out which one it is, for instance with "ss -ltnp".',
      ),
    );
  }
  if (unclear.length > 0) {
    found.push(
      unknown(
        `Port ${port} neither answers nor refuses at ${unclear.join(', ')}.`,
        'A firewall of this machine may swallow the question; nothing is wrong with that.',
      ),
    );
  }
  if (found.length === 0) found.push(good(`Port ${port} refuses connections at the ${all}.`));
  return found;
}

async function accounts({ world }: Situation): Promise<Observation[]> {
  const all = await world.accounts();
  const needsKey = 'Loopback is open to every program here; calls and the record need a key.';
  if (all === undefined) {
    return [
      unknown(
        'Who else can log in to this machine cannot be told here.',
        'Keep in mind that programs of every user reach loopback; calls and the record need a key.',
      ),
    ];
  }
  const others = all.filter(({ userId }) => userId !== world.userId);
  if (others.length === 0) return [good(`No other user can log in to this machine. ${needsKey}`)];
  // A machine with hundreds of users is told by their number; the names add nothing then.
  const named = others.length > namesMax ? '' : ` (${others.map(({ name }) => name).join(', ')})`;
  return [
    good(
      `${others.length} other ${others.length === 1 ? 'user' : 'users'} can log in to this machine${named}. ${needsKey}`,
    ),
  ];
}

const namesMax = 5;

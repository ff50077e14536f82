import type { IncomingMessage } from 'node:http';
import { CommonholdError } from '#base';

/** Names by which a browser or a program may address this node. */
export interface Admission {
  readonly hosts: ReadonlySet<string>;
}

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

export function admissionFor(hosts: readonly string[]): Admission {
  return { hosts: new Set([...loopbackNames, ...hosts.map((host) => host.toLowerCase())]) };
}

/**
 * Refuses what only a web page of somebody else would send: a host name that is not ours (an attacker's domain that
 * resolves to this machine), a foreign `Origin`, a cross-site fetch. Throws `host_refused`, `origin_refused`.
 */
export function admit(request: IncomingMessage, admission: Admission): void {
  const { host, origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (host === undefined || !admission.hosts.has(nameOf(host))) {
    throw new CommonholdError('host_refused', { host: JSON.stringify(host ?? '') });
  }
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    throw new CommonholdError('origin_refused');
  }
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new CommonholdError('origin_refused');
}

function nameOf(host: string): string {
  const colon = host.startsWith('[') ? host.indexOf(':', host.indexOf(']')) : host.indexOf(':');
  return (colon === -1 ? host : host.slice(0, colon)).toLowerCase();
}

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { asCommonholdError, CommonholdError } from '#base';
import type { Gate } from '#gate';
import { ownerBySocket, type Sessions } from '#identity';
import { type Admission, admit } from './admission.ts';
import type { ApiEnvironment } from '../api/index.ts';
import { errorReply } from './error-reply.ts';
import { principalOfSession } from './session-cookie.ts';
import { takeKeyFromAddress } from './key-in-address.ts';
import { type CallsUnderWay, serveCall, wireEndpoint } from './wire-endpoints.ts';

/**
 * Sorts requests: calls go straight to the gate, which is the hot path; everything else goes to the app. Requests
 * from the network are checked for foreign pages first; the socket in the home folder has no pages.
 */
export function createListener(
  gate: Gate,
  app: Hono<ApiEnvironment>,
  admission: Admission | 'home',
  sessions: Sessions,
  underWay: CallsUnderWay,
): RequestListener {
  const serveApp = getRequestListener((request, bindings) => app.fetch(request, bindings), {
    overrideGlobalObjects: false,
  });
  return (request, response) => {
    takeKeyFromAddress(request);
    const { path, query } = addressOf(request);
    try {
      if (admission !== 'home') admit(request, admission);
      const endpoint = wireEndpoint(path, query);
      if (!endpoint) {
        void serveApp(request, response);
        return;
      }
      if (request.method !== 'POST') {
        throw new CommonholdError('method_not_allowed', {
          path,
          method: request.method ?? '',
          allowed: 'POST',
        });
      }
      serveCall(
        gate,
        endpoint,
        request,
        response,
        admission === 'home' ? ownerBySocket : principalOfSession(request, sessions),
        underWay,
      );
    } catch (thrown) {
      gate.countStranger();
      void refuse(response, asCommonholdError(thrown), path);
    }
  };
}

function addressOf(request: IncomingMessage): { readonly path: string; readonly query: string } {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  return mark === -1 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

async function refuse(response: ServerResponse, error: CommonholdError, path: string): Promise<void> {
  const body = await errorReply(error, path).text();
  response.writeHead(error.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

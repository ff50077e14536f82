import { z } from 'zod';
import { CommonholdError } from '#base';
import type { Principal } from '#call';
import { authenticate, ownerBySocket } from '#identity';
import { sessionToken, setCookie } from '../http/session-cookie.ts';
import { type ApiContext, apiRoutes, jsonInput } from './context.ts';

/** Either the code of a one-time link, or a key. */
const signInInput = z.union([
  z.strictObject({ code: z.string().min(1).max(100) }),
  z.strictObject({ key: z.string().min(1).max(200) }),
]);

/** Who is signed in, as the console shows it. */
export interface SessionView {
  /** The same as that of whoever made a call. */
  readonly id: string;
  readonly name: string;
  readonly kind: Principal['kind'];
  readonly role: Principal['role'];
  readonly project: string;
}

/** Opening a session: the one route of the API that strangers may call. */
export function signInApi(context: ApiContext) {
  return apiRoutes().post('/', jsonInput(signInInput), async (request) => {
    const principal = whoSignsIn(request.req.valid('json'), context);
    const opened = context.sessions.prepareOpen(principal, context.randomness);
    // A crash before this commit: nobody is signed in and the link is used up; the next start prints another.
    await context.commitRows(opened.rows);
    opened.apply();
    const { incoming } = request.env;
    request.header('set-cookie', setCookie(incoming, opened.token, opened.expires, context.behindProxy));
    return request.json({ session: viewOf(principal) }, 201);
  });
}

export function sessionApi(context: ApiContext) {
  return apiRoutes()
    .get('/', (request) => {
      // Absent for a stranger, whom this route tells so instead of refusing: it is what a page asks first.
      const principal = request.get('principal') as Principal | undefined;
      const session: SessionView | null = principal === undefined ? null : viewOf(principal);
      return request.json({ session });
    })
    .delete('/', async (request) => {
      const { incoming } = request.env;
      const token = sessionToken(incoming);
      if (token !== undefined) {
        const closed = context.sessions.prepareClose(token);
        await context.commitRows(closed.rows);
        closed.apply();
      }
      request.header('set-cookie', setCookie(incoming, '', 0, context.behindProxy));
      return request.json({ signedOut: true });
    })
    .delete('/all', async (request) => {
      const closed = context.sessions.prepareCloseAll(request.get('principal').key);
      await context.commitRows(closed.rows);
      closed.apply();
      request.header('set-cookie', setCookie(request.env.incoming, '', 0, context.behindProxy));
      return request.json({ signedOut: closed.count });
    })
    .post('/links', (request) => request.json({ code: context.links.make() }, 201));
}

function whoSignsIn(input: z.output<typeof signInInput>, context: ApiContext): Principal {
  if ('key' in input) {
    return authenticate(
      (name) => (name === 'x-commonhold-key' ? input.key : undefined),
      context.keys,
      context.clock.now(),
    );
  }
  if (!context.links.use(input.code)) throw new CommonholdError('sign_in_link_used');
  return ownerBySocket;
}

function viewOf({ id, name, kind, role, project }: Principal): SessionView {
  return { id, name, kind, role, project };
}

import type { LiveEvent } from '../live-events.ts';
import { type ApiContext, apiRoutes } from './context.ts';

/** Proxies cut connections that are silent for a minute. */
const beatMs = 25_000;
/** Browsers reconnect by themselves; each connection is asked again who is there, so a revoked key stops listening. */
const streamMs = 10 * 60_000;
/** Events that a page has not read yet; one that reads nothing is cut off and comes back with a fresh view. */
const waitingMax = 64;

/** One stream of server-sent events for a page: what changed, so that it can ask again. */
export function eventsApi(context: ApiContext) {
  return apiRoutes().get('/', (request) => {
    const principal = request.get('principal');
    const encoder = new TextEncoder();
    let stop: () => void = () => undefined;
    const stream = new ReadableStream<Uint8Array>(
      {
        start(controller) {
          const end = (): void => {
            stop();
            controller.close();
          };
          const send = (text: string): void => {
            if ((controller.desiredSize ?? 0) < 0) end();
            else controller.enqueue(encoder.encode(text));
          };
          const silence = context.live.listen(principal, (event) => send(written(event)), end);
          const beat = setInterval(() => send(': still here\n\n'), beatMs).unref();
          const over = setTimeout(end, streamMs).unref();
          stop = () => {
            silence();
            clearInterval(beat);
            clearTimeout(over);
          };
          send('retry: 2000\n\n');
        },
        cancel() {
          stop();
        },
      },
      { highWaterMark: waitingMax },
    );
    return new Response(stream, {
      headers: {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      },
    });
  });
}

function written(event: LiveEvent): string {
  const { type, ...data } = event;
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

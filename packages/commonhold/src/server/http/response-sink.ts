import type { ServerResponse } from 'node:http';
import { CommonholdError } from '#base';
import type { ReplySink } from '#gate';

/** The gate's reply sink over a response of node:http. */
export function responseSink(response: ServerResponse): ReplySink {
  return {
    head(status, headers) {
      response.writeHead(status, headers);
    },
    write(chunk) {
      if (response.destroyed) return Promise.reject(new CommonholdError('client_gone'));
      return response.write(chunk) ? undefined : drained(response);
    },
    end() {
      response.end();
    },
  };
}

/** Resolves when the client has read enough to take more; rejects when it is gone. */
function drained(response: ServerResponse): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onDrain = (): void => {
    response.off('close', onClose);
    resolve();
  };
  const onClose = (): void => {
    response.off('drain', onDrain);
    reject(new CommonholdError('client_gone'));
  };
  response.once('drain', onDrain);
  response.once('close', onClose);
  return promise;
}

import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A server that does what a test says with each connection, byte by byte, because no HTTP server would do these things. */
export interface MisbehavingUpstream {
  readonly port: number;
  /** First lines of the requests that arrived, in order. */
  readonly asked: readonly string[];
  /** Connections that are open now. */
  readonly open: () => number;
  /** Bytes that the other side took before it hung up or was done. */
  readonly written: () => number;
  /** Does something with a connection on which a request has arrived whole. */
  behave: (socket: Socket) => void;
  close(): Promise<void>;
}

export async function startMisbehavingUpstream(): Promise<MisbehavingUpstream> {
  const sockets = new Set<Socket>();
  const asked: string[] = [];
  let written = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      written += socket.bytesWritten;
      sockets.delete(socket);
    });
    let got = '';
    socket.on('data', (bytes: Buffer) => {
      got += bytes.toString('latin1');
      const end = got.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(got)?.[1] ?? 0);
      if (got.length < end + 4 + length) return;
      asked.push(got.slice(0, got.indexOf('\r\n')));
      got = got.slice(end + 4 + length);
      upstream.behave(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const upstream: MisbehavingUpstream = {
    port: (server.address() as AddressInfo).port,
    asked,
    open: () => sockets.size,
    written: () => written,
    behave: (socket) => socket.destroy(),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  return upstream;
}

const completion = JSON.stringify({
  id: 'chatcmpl-bad',
  object: 'chat.completion',
  created: 1,
  model: 'test-model',
  choices: [{ index: 0, message: { role: 'assistant', content: 'from the bad one' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 4, total_tokens: 5 },
});

const json = 'content-type: application/json\r\n';
const whole = `${json}content-length: ${completion.length}\r\n`;
const chunked = 'content-type: text/event-stream\r\ntransfer-encoding: chunked\r\n';
const piece = `data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"test-model","choices":[{"index":0,"delta":{"content":"half"},"finish_reason":null}]}\n\n`;
const pieceAsChunk = `${piece.length.toString(16)}\r\n${piece}\r\n`;

const answer = (status: string, headers: string, body: string): string =>
  `HTTP/1.1 ${status}\r\n${headers}\r\n${body}`;
const failure = (status: string, more = ''): string => {
  const body = '{"error":{"message":"not now","type":"server_error"}}';
  return answer(status, `${json}${more}content-length: ${body.length}\r\n`, body);
};
const write =
  (bytes: string, then?: 'end' | 'reset') =>
  (socket: Socket): void =>
    void socket.write(bytes, () => {
      if (then === undefined) return;
      // What was written arrives before the connection goes.
      setTimeout(() => (then === 'end' ? socket.end() : socket.resetAndDestroy()), 30);
    });
/** Writes on and on as fast as it is taken, `limit` bytes at most. */
const flood =
  (head: string, part: string, limit = Number.POSITIVE_INFINITY) =>
  (socket: Socket): void => {
    let sent = 0;
    const more = (): void => {
      while (!socket.destroyed && sent < limit) {
        sent += part.length;
        if (!socket.write(part)) return;
      }
      socket.end();
    };
    socket.on('drain', more);
    socket.write(head);
    more();
  };

/** A stream that goes on until the other side hangs up. */
export function streamOn(socket: Socket, everyMs = 50): void {
  socket.write(answer('200 OK', chunked, pieceAsChunk));
  const timer = setInterval(() => socket.write(pieceAsChunk), everyMs);
  socket.on('close', () => clearInterval(timer));
}

export interface Misdeed {
  readonly behave: (socket: Socket) => void;
  readonly stream?: true;
  /** What a client learns where there is nobody else: our error, the destination's own status, or its answer. */
  readonly alone: { readonly error: string } | { readonly status: number } | 'answer' | 'broken stream';
  /** What is on record of the last attempt. */
  readonly error?: string;
  /** Sendings, where one retry is allowed. */
  readonly attempts: number;
  /** The next candidate answers. */
  readonly fallsBack: boolean;
}

const silent = (): void => undefined;

/** What a destination may do, and what must come of it. The row allows one retry, and half a second for everything. */
export const misdeeds: Readonly<Record<string, Misdeed>> = {
  'says nothing': { behave: silent, alone: { error: 'upstream_timeout' }, attempts: 1, fallsBack: true },
  'does not end its head': {
    behave: write('HTTP/1.1 200 OK\r\nx-slow: '),
    alone: { error: 'upstream_timeout' },
    attempts: 1,
    fallsBack: true,
  },
  'hints without end': {
    behave: (socket) => {
      const timer = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 50);
      socket.on('close', () => clearInterval(timer));
    },
    alone: { error: 'upstream_timeout' },
    attempts: 1,
    fallsBack: true,
  },
  'sends a head without end': {
    behave: flood('HTTP/1.1 200 OK\r\n', `x-more: ${'a'.repeat(4000)}\r\n`),
    alone: { error: 'upstream_reply_invalid' },
    attempts: 1,
    fallsBack: true,
  },
  'stops inside its answer': {
    behave: write(answer('200 OK', whole, completion.slice(0, 20))),
    alone: { error: 'upstream_stalled' },
    attempts: 1,
    fallsBack: true,
  },
  'stops inside its stream': {
    behave: write(answer('200 OK', chunked, pieceAsChunk)),
    stream: true,
    alone: 'broken stream',
    error: 'upstream_stalled',
    attempts: 1,
    fallsBack: false,
  },
  'ends inside a chunk': {
    behave: write(answer('200 OK', chunked, `${pieceAsChunk}ff\r\nda`), 'end'),
    stream: true,
    alone: 'broken stream',
    error: 'upstream_broke',
    attempts: 1,
    fallsBack: false,
  },
  'ends its stream without its end': {
    behave: write(answer('200 OK', chunked, `${pieceAsChunk}0\r\n\r\n`)),
    stream: true,
    alone: 'broken stream',
    error: 'upstream_broke',
    attempts: 1,
    fallsBack: false,
  },
  'resets inside its stream': {
    behave: write(answer('200 OK', chunked, pieceAsChunk), 'reset'),
    stream: true,
    alone: 'broken stream',
    error: 'upstream_broke',
    attempts: 1,
    fallsBack: false,
  },
  'resets at once': {
    behave: (socket) => socket.resetAndDestroy(),
    alone: { error: 'upstream_unreachable' },
    attempts: 2,
    fallsBack: true,
  },
  'resets inside its head': {
    behave: write('HTTP/1.1 200 O', 'reset'),
    alone: { error: 'upstream_unreachable' },
    attempts: 2,
    fallsBack: true,
  },
  'resets inside its answer': {
    behave: write(answer('200 OK', whole, completion.slice(0, 20)), 'reset'),
    alone: { error: 'upstream_broke' },
    attempts: 1,
    fallsBack: true,
  },
  'is asked too much': {
    behave: write(failure('429 Too Many Requests')),
    alone: { status: 429 },
    error: 'upstream_failed',
    attempts: 2,
    fallsBack: true,
  },
  'is asked too much and wants to be left alone for a minute': {
    behave: write(failure('429 Too Many Requests', 'retry-after: 60\r\n')),
    alone: { status: 429 },
    error: 'upstream_failed',
    attempts: 1,
    fallsBack: true,
  },
  fails: {
    behave: write(failure('500 Internal Server Error')),
    alone: { status: 500 },
    error: 'upstream_failed',
    attempts: 2,
    fallsBack: true,
  },
  'answers with another place to go': {
    behave: write(answer('307 Temporary Redirect', 'location: /v1/elsewhere\r\ncontent-length: 0\r\n', '')),
    alone: { error: 'upstream_redirected' },
    attempts: 1,
    fallsBack: true,
  },
  'compresses although it was asked not to': {
    behave: write(answer('200 OK', `${json}content-encoding: gzip\r\ncontent-length: 4\r\n`, 'abcd')),
    alone: { error: 'upstream_reply_invalid' },
    attempts: 1,
    fallsBack: true,
  },
  'answers with a hundred megabytes': {
    behave: flood(`HTTP/1.1 200 OK\r\n${json}\r\n`, 'x'.repeat(65_536), 100_000_000),
    alone: { error: 'upstream_reply_too_large' },
    attempts: 1,
    fallsBack: true,
  },
  'speaks another language': {
    behave: write('220 mail.example ESMTP\r\n', 'end'),
    alone: { error: 'upstream_reply_invalid' },
    attempts: 1,
    fallsBack: true,
  },
  // On one wire bytes belong to the client, also those that we cannot read; the record says that we could not.
  'answers with broken JSON': {
    behave: write(answer('200 OK', `${json}content-length: 9\r\n`, '{"half": ')),
    alone: { status: 200 },
    attempts: 1,
    fallsBack: false,
  },
  'answers with a page of HTML': {
    behave: write(answer('200 OK', 'content-type: text/html\r\ncontent-length: 13\r\n', '<html></html>')),
    alone: { status: 200 },
    attempts: 1,
    fallsBack: false,
  },
  'says "100 Continue" although nobody asked whether to': {
    behave: write(`HTTP/1.1 100 Continue\r\n\r\n${answer('200 OK', whole, completion)}`),
    alone: { error: 'upstream_reply_invalid' },
    attempts: 1,
    fallsBack: true,
  },
  'hints before it answers': {
    behave: write(
      `HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${answer('200 OK', whole, completion)}`,
    ),
    alone: 'answer',
    attempts: 1,
    fallsBack: false,
  },
  'answers by HTTP/1.0 and closes': {
    behave: write(`HTTP/1.0 200 OK\r\n${json}\r\n${completion}`, 'end'),
    alone: 'answer',
    attempts: 1,
    fallsBack: false,
  },
  'adds what belongs to no answer': {
    behave: write(`${answer('200 OK', whole, completion)}HTTP/1.1 garbage garbage`),
    alone: 'answer',
    attempts: 1,
    fallsBack: false,
  },
};

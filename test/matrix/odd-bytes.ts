/**
 * Requests and answers of each wire as nobody would write them who reads and writes them anew: odd spaces, keys in odd order and
 * unknown ones, escapes where none are needed, numbers that no double holds, and what vendors keep prompt caches by.
 */
export interface OddBytes {
  readonly path: string;
  readonly request: string;
  readonly answer: string;
  readonly stream: {
    readonly path?: string;
    readonly request: string;
    readonly type: string;
    readonly answer: string;
  };
}

const odd =
  '"\\u0041\\/\\ud83d\\udc4b" ,\r\n\t "x-unknown" : { "big":12345678901234567890123 , "small":1.0e-400, "e":1E+2 }';
const cached = '"cache_control" : {"ttl":"1h","type":"ephemeral"}';

function sse(name: string, data: string): string {
  return `: a comment\r\n${name === '' ? '' : `event:${name}\r\n`}id: 7\r\ndata:${data}\r\n\r\n`;
}

function chat(model: string, stream: boolean): string {
  return ` {"stream" :${stream}, "prompt_cache_key":"k", "messages":[ {"content":${odd.replace(' ,\r\n\t', ',')}, "role":"user"}],"model" : "${model}"  }\n`;
}

export function oddBytesOf(wire: string, model: string): OddBytes {
  switch (wire) {
    case 'openai-chat': {
      const answer = `{ "choices":[{"finish_reason":"stop","message":{"content":${odd},"role":"assistant"},"index":0}]  }`;
      const chunk = `{ "choices":[{"finish_reason":"stop","delta":{"content":${odd.replaceAll('\r\n\t', '')}},"index":0}]}`;
      return {
        path: '/v1/chat/completions',
        request: chat(model, false),
        answer,
        stream: {
          request: chat(model, true),
          type: 'text/event-stream; charset=utf-8',
          answer: `${sse('', chunk)}data:  [DONE]\r\n\r\n`,
        },
      };
    }
    case 'openai-responses': {
      const request = (stream: boolean): string =>
        `{"input" :[ {"content":${odd.replace(' ,\r\n\t', ',')},"role":"user"} ],"stream":${stream},"store":false,"prompt_cache_key" : "k","model":"${model}"}\t`;
      const answer = `{"output":[ ],"status":"completed", "text_\\u0061":${odd} ,"id":"resp_1","object":"response"}`;
      return {
        path: '/v1/responses',
        request: request(false),
        answer,
        stream: {
          request: request(true),
          type: 'text/event-stream',
          answer: sse(
            'response.completed',
            `{"response" : ${answer.replaceAll('\r\n\t', '')}, "type":"response.completed"}`,
          ),
        },
      };
    }
    case 'anthropic-messages': {
      const request = (stream: boolean): string =>
        `{ "max_tokens":9,"system":[{"text":"\\u0053",${cached},"type":"text"}],"stream":${stream},"messages":[{"role":"user","content":[{"type":"text",${cached},"text":${odd}}]}] ,"model":"${model}"}\n\n`;
      const answer = `{"type":"message", "content":[ {"text":${odd},"type":"text"}], "stop_reason":"end_turn","role":"assistant"}`;
      return {
        path: '/anthropic/v1/messages',
        request: request(false),
        answer,
        stream: {
          request: request(true),
          type: 'text/event-stream; charset=utf-8',
          answer:
            sse('message_start', `{"message": ${answer.replaceAll('\r\n\t', '')},"type":"message_start"}`) +
            sse('ping', '{"type": "ping"}') +
            sse('message_stop', '{"type":"message_stop" }'),
        },
      };
    }
    case 'ollama': {
      const request = (stream: boolean): string =>
        `{"messages":[{"content":${odd.replace(' ,\r\n\t', ',')},"role":"user"}], "keep_alive" :"5m","stream":${stream} , "model":"${model}"}`;
      const answer = `{ "done":true ,"message":{"content":${odd},"role":"assistant"},"done_reason":"stop"}`;
      return {
        path: '/ollama/api/chat',
        request: request(false),
        answer,
        stream: {
          request: request(true),
          type: 'application/x-ndjson',
          answer: `${answer.replaceAll('\r\n\t', '')}\n`,
        },
      };
    }
    case 'gemini': {
      const request = ` { "cached_content":"cachedContents\\/1" , "contents":[{"parts":[{"text":"\\u0041"}],"role":"user"}],"generation_config":{"temperature":1.0}}\n`;
      const answer = `{"candidates":[{"finishReason":"STOP", "content":{"parts":[{"text":"\\u0041\\/"}],"role":"model"}, "index":0, "x":1.50}] }`;
      return {
        path: `/gemini/v1beta/models/${model}:generateContent`,
        request,
        answer,
        stream: {
          path: `/gemini/v1beta/models/${model}:streamGenerateContent?alt=sse`,
          request,
          type: 'text/event-stream',
          answer: sse('', answer),
        },
      };
    }
    default:
      throw new Error(`no odd bytes for ${wire}`);
  }
}

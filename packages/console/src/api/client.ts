import type { NodeApi } from 'commonhold/api';
import { type ClientResponse, hc } from 'hono/client';

/** The node's API, typed by the node's own routes: what does not exist there does not compile here. */
export const api = hc<NodeApi>('/api');

/** What the node said when it did not do what was asked: its own words, which say what to do. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The reply's content. Throws `ApiError` for a refusal, and for a node that cannot be reached. */
export async function answerOf<Reply, Status extends number, Format extends string>(
  asked: Promise<ClientResponse<Reply, Status, Format>>,
): Promise<Reply> {
  const response = await reached(asked);
  if (!response.ok) throw await errorOf(response);
  return (await response.json()) as Reply;
}

/** Turns a connection that failed into the one sentence that helps. An abort passes as it is: somebody meant it. */
export async function reached<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown;
    throw new ApiError(0, 'node_unreachable', '');
  }
}

/** Reads an error in the shape in which the node writes all of them. */
export async function errorOf(response: {
  readonly status: number;
  text(): Promise<string>;
}): Promise<ApiError> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as { error: { code: string; message: string } };
    return new ApiError(response.status, error.code, error.message);
  } catch {
    // A proxy in front answered instead of the node; its page is no use here, its status is.
    return new ApiError(response.status, 'not_the_node', '');
  }
}

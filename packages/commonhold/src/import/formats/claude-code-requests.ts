import { asText } from '../fields.ts';
import type { JsonObject } from '#base';
import { rawElements, rawMembers } from '../raw-json.ts';

/** What a request had beside its messages, as it is written. */
export interface Frame {
  /** By what it is told from others: each is given once, as messages are. */
  readonly name: string;
  readonly system: string | undefined;
  readonly tools: string | undefined;
}

/** What is known of the request of one answer. */
export interface RequestFacts {
  readonly frame: Frame | undefined;
  /** Settings as members of a JSON object, without the braces; '' where none are known. */
  readonly settings: string;
}

/**
 * Requests as newer versions of Claude Code note them beside the talk: `api-request-shape` has the instructions and tools,
 * `api-request` the settings and which shape it was; an answer names its request. Versions between have a
 * `prompt_snapshot` among their attachments instead. Older ones have none of it.
 */
export class ClaudeCodeRequests {
  readonly #shapes = new Map<string, Frame>();
  readonly #requests = new Map<string, { readonly shape: string; readonly settings: string }>();
  #snapshot: Frame | undefined;

  /** True when the line was one of these. */
  take(type: string, line: JsonObject, text: string): boolean {
    if (type === 'api-request-shape') {
      const hash = asText(line['shapeHash']) ?? '';
      const shape = rawMembers(rawMembers(text).get('shape') ?? '');
      this.#shapes.set(hash, { name: hash, system: shape.get('system'), tools: shape.get('tools') });
      return true;
    }
    if (type === 'api-request') {
      const params = [...rawMembers(rawMembers(text).get('params') ?? '')];
      const settings = params
        .filter(([name]) => !notSettings.has(name))
        .map(([name, raw]) => `${JSON.stringify(name)}:${raw}`)
        .join(',');
      this.#requests.set(asText(line['id']) ?? '', { shape: asText(line['shapeHash']) ?? '', settings });
      return true;
    }
    return false;
  }

  /** The instructions as a file keeps them that has no shapes. */
  snapshot(attachment: JsonObject, raw: string): void {
    const members = rawMembers(raw);
    const texts = rawElements(members.get('systemPrompt') ?? '').filter((one) => one.startsWith('"'));
    const system = `[${texts.map((one) => `{"type":"text","text":${one}}`).join(',')}]`;
    const tools = attachment['tools'] === undefined ? undefined : members.get('tools');
    this.#snapshot = { name: `snapshot ${system.length} ${tools?.length ?? 0}`, system, tools };
  }

  /** Of the first line of an answer. */
  of(answer: JsonObject): RequestFacts {
    const id = asText(answer['requestRef']) ?? '';
    const request = this.#requests.get(id);
    // One request has one answer, so a long session does not hold them all.
    this.#requests.delete(id);
    if (request === undefined) return { frame: this.#snapshot, settings: '' };
    return { frame: this.#shapes.get(request.shape) ?? this.#snapshot, settings: request.settings };
  }
}

/** These stand in a request of their own accord. */
const notSettings: ReadonlySet<string> = new Set(['model', 'messages', 'system', 'tools']);

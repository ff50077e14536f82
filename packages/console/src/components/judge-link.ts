export type JudgedLink =
  /** May be followed. `host` is what to show beside the words, when they do not already say where it leads. */
  | { readonly type: 'link'; readonly href: string; readonly host: string | undefined }
  /** Leads nowhere that a link may lead; its address is shown as text. */
  | { readonly type: 'text'; readonly address: string };

/**
 * What becomes of a link that a model wrote. Only whole addresses of the web and of mail are followed: a relative one
 * would lead into this node's own pages, and every other scheme is a way to run something.
 */
export function judgeLink(address: string, words: string): JudgedLink {
  const url = /^(?:https?:\/\/|mailto:)/i.test(address) ? parse(address) : undefined;
  if (url === undefined) return { type: 'text', address };
  const shown = words.trim();
  if (url.protocol === 'mailto:') {
    return { type: 'link', href: url.href, host: shown === url.pathname ? undefined : url.pathname };
  }
  // A name before the host (`https://bank.example@evil.example`) is not the host; the address that counts has none.
  const begins = `${url.protocol}//${url.host}`;
  const rest = shown.slice(begins.length);
  const saysIt = shown === url.host || (shown.startsWith(begins) && (rest === '' || /^[/?#]/.test(rest)));
  return { type: 'link', href: url.href, host: saysIt ? undefined : url.host };
}

function parse(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined;
}

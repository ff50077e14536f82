/** What clients of each vendor are given in place of their vendor's address; each adds its own paths to it. */
export function baseUrlsOf(address: string) {
  return {
    openai: `${address}/v1`,
    anthropic: `${address}/anthropic`,
    gemini: `${address}/gemini`,
    ollama: `${address}/ollama`,
  };
}

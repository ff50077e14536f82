/** A check that says why a text is not what it should be, as a refinement of a schema. */
export function refuse(
  whyNot: (text: string) => string | undefined,
): (text: string, context: { addIssue(message: string): void }) => void {
  return (text, context) => {
    const why = whyNot(text);
    if (why !== undefined) context.addIssue(why);
  };
}

/** The context that recommendations plan memory for: long enough for a document and a conversation about it. */
export const plannedContextTokens = 8192;

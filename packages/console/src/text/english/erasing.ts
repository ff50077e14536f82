/** Words about what was erased, for every page that meets it. */
export const erasing = {
  /** Why, as the log has it in a word; a word of a newer node is shown as it stands. */
  bases: {
    request: 'the person asked for it',
    consent: 'consent was withdrawn',
    law: 'the law asks for it',
    mistake: 'it should not have been recorded',
    other: 'another reason',
    'retention-age': 'it had been kept as long as this node keeps texts',
    'retention-label': 'it had been kept as long as this node keeps texts with such a label',
    'retention-size': 'there was no more room for old texts',
  },
  /** What the log has for one call. */
  call: {
    mark: { bodies: 'text erased', everything: 'erased' },
    marked: (status: string, mark: string) => `${status}; ${mark}`,
    who: 'somebody, erased',
    model: 'erased',
    value: 'erased',
    asked: (date: string, time: string) =>
      `On ${date} at ${time}, somebody made this call. Who it was, and by which name they asked for a model, was erased. Names that were given on this node to destinations and models are opaque here, as they are in the log.`,
    times: 'The exact times were erased. The entries below have the moments at which they were written.',
    completed: 'The answer was complete.',
    failed: (code: string) => `It failed (${code}).`,
    aborted: (code: string) => `It was broken off (${code}).`,
    bodies: (time: string) => `What was said was erased on ${time}.`,
    everything: (time: string) => `What was said was erased on ${time}, and with it who called.`,
    why: (reason: string) => `The reason on record: ${reason}.`,
    entry: (index: string) => `Entry ${index} of the log says so.`,
    gone: 'Nobody can read it any more, with the keys of this node or without. Copies that left this node before (backups, answers that the caller kept, what the destination keeps) are not reached by that.',
    staysOfBodies:
      'Who called, which model answered, the tokens and the times are kept. That the call took place can still be proved.',
    staysOfEverything:
      'That the call took place, when, and how it ended can still be proved: the entries below are whole, and a receipt of them holds.',
    list: 'Everything that was erased',
    bytes: 'They were erased.',
    compare: 'What was said in one of these calls was erased, so only the facts can be compared.',
  },
};

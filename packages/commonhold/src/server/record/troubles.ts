/** What the log says of work on the record that nobody waits for. */
export const troubles: Readonly<Record<'checkpoint' | 'heartbeat' | 'erasure', string>> = {
  checkpoint: 'a checkpoint could not be signed; the next try follows',
  heartbeat: 'a heartbeat could not be written to the record; the next one follows',
  erasure: 'an erasure could not be finished; the next start goes on with it',
};

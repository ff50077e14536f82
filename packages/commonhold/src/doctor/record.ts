import { bytesText } from '#base';
import type { Check } from './check.ts';
import { attention, broken, good, type Observation, unknown } from './finding.ts';
import type { ReadRecord } from './record-facts.ts';
import type { Situation } from './situation.ts';

/** A running node signs once a second, so a few entries without a signature are on their way to one. */
const provesIt = '"commonhold verify" proves it.';

/** A quick look at the database. It finds a file that cannot be used, and proves nothing. */
export const recordCheck: Check = {
  name: 'record',
  group: 'Home folder',
  async look(situation): Promise<Observation[]> {
    const { record } = situation;
    switch (record.type) {
      case 'absent':
        return [good('There is no record yet: the first start begins it.')];
      case 'hidden':
        return [
          unknown(
            `Whether there is a record cannot be told: ${record.detail}.`,
            'Run as the user that the home folder belongs to.',
          ),
        ];
      case 'unreadable':
        return [
          broken(
            `The database cannot be read: ${record.detail}.`,
            'Run "commonhold verify" to see what is intact, and restore the rest from a backup.',
          ),
        ];
      case 'other-version':
        return record.version > record.known
          ? [
              broken(
                `The record was written by a newer version (schema ${record.version}; this one knows ${record.known}).`,
                'Use that version or a newer one.',
              ),
            ]
          : [
              attention(
                `The record was written by an older version (schema ${record.version}; this one has ${record.known}).`,
                'Make a copy of the home folder; the next start brings the record to this version.',
              ),
            ];
      case 'read':
        return [
          state(record),
          ...pages(record),
          signature(situation, record),
          ...openAttempts(situation, record),
        ];
    }
  },
};

function state({ hasExpectedTables, version, leaves, bytes }: ReadRecord): Observation {
  const seen = `The record has ${leaves} entries in ${bytesText(bytes)} (schema ${version})`;
  if (hasExpectedTables) return good(`${seen} and opens for reading; ${provesIt}`);
  return broken(
    `${seen}, and its tables are not those of this version: somebody changed them.`,
    'Run "commonhold verify" to see what is intact, and restore the rest from a backup.',
  );
}

function pages({ complaints }: ReadRecord): Observation[] {
  if (complaints === undefined) return [];
  if (complaints.length === 0) return [good('Every page of the database is in order (quick_check).')];
  return [
    broken(
      `The pages of the database are damaged: ${complaints.join('; ')}.`,
      'Stop the node, copy the home folder, run "commonhold verify", and restore from a backup; check the disk.',
    ),
  ];
}

function signature({ node }: Situation, { leaves, signed }: ReadRecord): Observation {
  if (signed === undefined) {
    return leaves === 0
      ? good('Nothing is signed yet, and there is nothing to sign.')
      : attention(
          `The record has ${leaves} entries and no signed head.`,
          'Start the node; if it refuses, run "commonhold verify".',
        );
  }
  const rest = leaves - signed;
  if (rest < 0) {
    return broken(
      `A head over ${signed} entries was signed, and the record has ${leaves}: its end was cut off.`,
      'Restore the home folder from a backup; "commonhold verify" shows what is intact.',
    );
  }
  if (rest === 0) return good(`The newest signed head covers all ${leaves} entries.`);
  if (node.type === 'running') {
    return good(
      `The newest signed head covers ${signed} of ${leaves} entries; the node signs once a second.`,
    );
  }
  return attention(
    `The newest signed head covers ${signed} of ${leaves} entries: the last node did not end by itself.`,
    'Start the node, which signs the rest.',
  );
}

function openAttempts({ node }: Situation, { open }: ReadRecord): Observation[] {
  if (open === 0 || node.type !== 'none') return [];
  return [
    attention(
      `${open} attempts have no outcome: they were cut off together with the node.`,
      'Start the node, which writes them down as unknown.',
    ),
  ];
}

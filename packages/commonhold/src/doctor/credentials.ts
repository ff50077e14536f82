import type { Check } from './check.ts';
import { attention, good, type Observation, unknown } from './finding.ts';

/** Whether every provider whose credential is to be stored here has one. */
export const credentialsCheck: Check = {
  name: 'credentials',
  group: 'Providers',
  async look({ configuration, record }): Promise<Observation[]> {
    if (configuration.type === 'invalid') return [];
    const needing = Object.entries(configuration.value.providers)
      .filter(([, { authentication }]) => authentication === 'stored')
      .map(([name]) => name);
    if (needing.length === 0) return [good('No provider needs a credential that is stored here.')];
    if (record.type !== 'read' && record.type !== 'absent') {
      return [
        unknown(
          `Whether credentials are stored for ${needing.join(', ')} cannot be told while the database cannot be read.`,
          'Mend the record first.',
        ),
      ];
    }
    const stored = record.type === 'read' ? record.credentials : [];
    const missing = needing.filter((name) => !stored.includes(name));
    if (missing.length === 0) return [good(`A credential is stored for ${needing.join(', ')}.`)];
    return missing.map((name) =>
      attention(
        `No credential is stored for the provider ${name}, so calls to it fail.`,
        `Run "commonhold keys provider ${name}" while the node runs, and give the credential on standard input.`,
      ),
    );
  },
};

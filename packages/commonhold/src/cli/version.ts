import manifest from '../../package.json' with { type: 'json' };

export const version = manifest.version;
/** What the record says of the program that wrote it. */
export const software = `commonhold/${manifest.version}`;

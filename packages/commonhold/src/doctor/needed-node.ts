import manifest from '../../package.json' with { type: 'json' };

/** The first number of the oldest Node that runs this, from `engines` in package.json. */
export const neededNodeMajor = Number.parseInt(manifest.engines.node.replace(/^>=/, ''), 10);

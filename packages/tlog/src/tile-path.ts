/**
 * C2SP tlog-tiles, names of the files of a log (read at commit 5ba5ee83 of C2SP/C2SP):
 *
 *     tile/<L>/<N>[.p/<W>]          hashes of level L
 *     tile/entries/<N>[.p/<W>]      the entries under a tile of level 0
 *
 * N is written in groups of three digits, all but the last with an "x" before them: 1234067 is `x001/x234/067`. A
 * full tile has 256 hashes; a partial one, which only the right edge of the tree has, says its width in `.p/<W>`.
 */
export interface Tile {
  /** 0 has hashes of leaves; each hash of a higher level is the root of a full tile of the level below. */
  readonly level: number;
  readonly index: number;
  /** Hashes in the tile, 1 to 256. */
  readonly width: number;
}

/** The entries of the leaves in the tile of level 0 with the same index and width. */
export interface Bundle {
  readonly index: number;
  readonly width: number;
}

export const tileWidthMax = 256;
/** The highest level that the standard can name; a log of 2^53 leaves uses levels 0 to 6. */
const tileLevelMax = 63;

export function tilePath(tile: Tile): string {
  const { level } = tile;
  if (!Number.isSafeInteger(level) || level < 0 || level > tileLevelMax) {
    throw new RangeError(`There is no tile level ${level}.`);
  }
  return `tile/${level}/${position(tile)}`;
}

export function bundlePath(bundle: Bundle): string {
  return `tile/entries/${position(bundle)}`;
}

/** Undefined unless the text is the one that `tilePath` gives for some tile. */
export function parseTilePath(path: string): Tile | undefined {
  const match = /^tile\/([0-9]{1,2})\/(.+)$/s.exec(path);
  const [, level, rest] = match ?? [];
  const parsed = rest === undefined ? undefined : parsePosition(rest);
  if (parsed === undefined || level === undefined || Number(level) > tileLevelMax) return undefined;
  const tile = { level: Number(level), ...parsed };
  return tilePath(tile) === path ? tile : undefined;
}

/** Undefined unless the text is the one that `bundlePath` gives for some bundle. */
export function parseBundlePath(path: string): Bundle | undefined {
  const match = /^tile\/entries\/(.+)$/s.exec(path);
  const bundle = match?.[1] === undefined ? undefined : parsePosition(match[1]);
  return bundle !== undefined && bundlePath(bundle) === path ? bundle : undefined;
}

function position({ index, width }: Bundle): string {
  if (!Number.isSafeInteger(index) || index < 0) throw new RangeError(`There is no tile ${index}.`);
  if (!Number.isSafeInteger(width) || width < 1 || width > tileWidthMax) {
    throw new RangeError(`A tile cannot have ${width} hashes.`);
  }
  const groups = [];
  for (let rest = index; groups.length === 0 || rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(String(rest % 1000).padStart(3, '0'));
  }
  const name = groups.map((group, at) => (at === groups.length - 1 ? group : `x${group}`)).join('/');
  return width === tileWidthMax ? name : `${name}.p/${width}`;
}

/** Reads more than it should: the callers compare what they read with what they would have written. */
function parsePosition(text: string): Bundle | undefined {
  const match = /^((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(text);
  if (match?.[1] === undefined) return undefined;
  const index = Number(match[1].replaceAll(/[x/]/g, ''));
  const width = match[2] === undefined ? tileWidthMax : Number(match[2]);
  if (!Number.isSafeInteger(index) || width < 1 || width > tileWidthMax) return undefined;
  return { index, width };
}

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Randomness } from '#base';

/**
 * The console's built files, read once into memory: some two megabytes, most of it fonts. Nothing outside of the list
 * made here can be asked for, so no path leads out of the folder. Texts lie there compressed by the build too.
 */
export interface ConsoleAssets {
  /** The page itself, which every address of the console answers with. Undefined while the console is not built. */
  readonly page: string | undefined;
  readonly files: ReadonlyMap<string, Asset>;
}

interface Asset {
  readonly type: string;
  readonly bytes: Uint8Array;
  /** The same bytes compressed, best first. */
  readonly compressed: readonly { readonly encoding: 'br' | 'gzip'; readonly bytes: Uint8Array }[];
  readonly tag: string;
  /** Its name holds a digest of its content, so a browser may keep it for ever. */
  readonly lasting: boolean;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Where the build writes the page's one-time number; replaced in every answer. */
const noncePlaceholder = '{{nonce}}';
const pageFile = 'index.html';

/** The folder of the installed console package, or of the clone's. */
export function consoleFolder(): string {
  return join(dirname(fileURLToPath(import.meta.resolve('@commonhold/console/package.json'))), 'dist');
}

export async function readConsoleAssets(folder: string): Promise<ConsoleAssets> {
  const files = new Map<string, Asset>();
  if (!existsSync(join(folder, pageFile))) return { page: undefined, files };
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || type === undefined || entry.name === pageFile) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    files.set(`/${relative(folder, path).split(sep).join('/')}`, {
      type,
      bytes,
      compressed: await compressedForms(path),
      tag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
      lasting: path.includes(`${sep}assets${sep}`),
    });
  }
  return { page: await readFile(join(folder, pageFile), 'utf8'), files };
}

const encodings = [
  { encoding: 'br', extension: '.br' },
  { encoding: 'gzip', extension: '.gz' },
] as const;

async function compressedForms(path: string): Promise<Asset['compressed']> {
  const there = encodings.filter(({ extension }) => existsSync(path + extension));
  return Promise.all(
    there.map(async ({ encoding, extension }) => ({ encoding, bytes: await readFile(path + extension) })),
  );
}

/** What a browser must not guess or leak, for everything that the node answers. */
export const safeHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/** Undefined when no such file is there. */
export function fileReply(assets: ConsoleAssets, path: string, headers: Headers): Response | undefined {
  const asset = assets.files.get(path);
  if (!asset) return undefined;
  const accepted = headers.get('accept-encoding') ?? '';
  const form = asset.compressed.find(({ encoding }) => new RegExp(`\\b${encoding}\\b`).test(accepted));
  const reply = {
    'content-type': asset.type,
    'cache-control': asset.lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: asset.tag,
    vary: 'accept-encoding',
    ...(asset.type.startsWith('text/html')
      ? {
          'content-security-policy':
            "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'",
        }
      : {}),
  };
  if (headers.get('if-none-match') === asset.tag) return new Response(null, { status: 304, headers: reply });
  const { bytes } = form ?? asset;
  return new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: form ? { ...reply, 'content-encoding': form.encoding } : reply,
  });
}

/**
 * The console's page under a policy that lets only its own scripts run: what a model writes into an answer could at
 * worst become text. Nothing is loaded from, sent to, or framed by any other origin.
 */
export function pageReply(page: string, randomness: Randomness): Response {
  const nonce = Buffer.from(randomness(16)).toString('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return new Response(page.replaceAll(noncePlaceholder, nonce), {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policy.join('; '),
      'cross-origin-opener-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    },
  });
}

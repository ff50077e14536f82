import { createHash } from 'node:crypto';
import { defineConfig, type Plugin } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

/** Where the page's policy names the code that may run; the build puts the real digests there. */
const scriptPlace = 'sha256-of-the-script';
const stylePlace = 'sha256-of-the-style';

/**
 * Lets the page run the one script and use the one style sheet that are in it, and nothing else: no request, no form,
 * no frame. Fails when there is more than one of either, since the policy would then hold something back unseen.
 */
function policy(): Plugin {
  return {
    name: 'receipt-page-policy',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const page = bundle['receipt.html'];
        if (page?.type !== 'asset') return this.error('The receipt page was not built.');
        const html = page.source.toString();
        page.source = html
          .replace(scriptPlace, digestOfOnly(/<script[^>]*>([\s\S]*?)<\/script>/g, html))
          .replace(stylePlace, digestOfOnly(/<style[^>]*>([\s\S]*?)<\/style>/g, html));
      },
    },
  };
}

function digestOfOnly(element: RegExp, html: string): string {
  const [first, ...more] = [...html.matchAll(element)];
  if (first?.[1] === undefined || more.length > 0)
    throw new Error(`The page has not exactly one ${element}.`);
  return `sha256-${createHash('sha256').update(first[1]).digest('base64')}`;
}

/** One HTML file that is opened from a disk: `vite build -c receipt-page/vite.config.ts` in packages/console. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  plugins: [viteSingleFile(), policy()],
  build: {
    target: 'es2023',
    outDir: '../dist',
    emptyOutDir: false,
    modulePreload: false,
    rolldownOptions: { input: `${import.meta.dirname}/receipt.html` },
    reportCompressedSize: false,
  },
});

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** What every answer replaces by a fresh number, so that the browser runs only the scripts that this page names. */
const noncePlaceholder = '{{nonce}}';

export default defineConfig({
  plugins: [react()],
  html: { cspNonce: noncePlaceholder },
  build: {
    target: 'es2023',
    // Files as data: addresses would need a wider policy than the node grants.
    assetsInlineLimit: 0,
    // The compressed sizes are measured by the build script, which also keeps them in bounds.
    reportCompressedSize: false,
  },
});

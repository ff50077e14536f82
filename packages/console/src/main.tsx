import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

// The node allows only styles that carry this page's one-time number; the part of the component library that keeps the
// page behind a dialog from scrolling looks for it under this name.
Object.assign(globalThis, {
  __webpack_nonce__: document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content,
});

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element named root.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

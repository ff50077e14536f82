import '@fontsource-variable/source-serif-4/wght.css';
import '@fontsource-variable/source-serif-4/wght-italic.css';
import '@mantine/core/styles.css';
import './frame/look.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from './api/client.ts';
import { Frame } from './frame/frame.tsx';
import { theme } from './frame/theme.ts';

/** Joins the parts: the look, what was asked of the node, and the frame that holds the pages. */
export function App() {
  const [queries] = useState(newQueryClient);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={styleNonce}>
      <QueryClientProvider client={queries}>
        <Frame />
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** The node allows only styles that carry this page's one-time number. */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}

/** A node that was just restarted is back within this many tries; a refusal is an answer and is not asked again. */
const triesMax = 2;

function newQueryClient(): QueryClient {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        // Live events say when something changed, so nothing is asked on a hunch.
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) =>
          failures < triesMax && error instanceof ApiError && (error.status === 0 || error.status >= 500),
      },
    },
  });
  // A session that ended elsewhere (a revoked key, another tab) brings back the sign-in, whatever was asked.
  queries.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'error') return;
    const { error } = event.action;
    if (error instanceof ApiError && error.status === 401) queries.setQueryData(['session'], null);
  });
  return queries;
}

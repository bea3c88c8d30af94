/** Entry of the console: styles, cache, router. */

// First of all: answers come while the rest is read.
import './ahead.ts';
// The order counts: layers are declared first, what overrides Mantine comes last.
import './design/base.css';
import '@mantine/core/styles.layer.css';
import './design/mantine.css';

import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api/query-client.ts';
import { Messages } from './design/messages.tsx';
import { readStyleNonce } from './design/style-nonce.ts';
import { cssVariablesResolver, theme } from './design/theme.ts';
import { createConsoleRouter } from './router.tsx';
import { restoreOrganisation } from './session/me.tsx';
import { signInAddress } from './session/return-address.ts';

const nonce = readStyleNonce();
const here = () => router.state.location.href;
const goTo = (address: string) => {
  if (here() !== address) router.history.push(address);
};
const queries = createQueryClient({
  onSignedOut: () => {
    if (!here().startsWith('/sign-in')) goTo(signInAddress(here()));
  },
  onSecondFactorNeeded: () => {
    if (!here().startsWith('/second-factor'))
      goTo(`/second-factor/set-up?return=${encodeURIComponent(here())}`);
  },
});
const router = createConsoleRouter(queries);
restoreOrganisation();

const place = document.getElementById('console');
if (!place) throw new Error('the page has no place for the console');
createRoot(place).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <Messages />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);

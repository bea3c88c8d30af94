/** A page that threw: the shell goes on. */

import { Button } from '@mantine/core';
import { EmptyState } from '../design/states.tsx';
import { statesText } from '../text/states.ts';

export function BrokenPage({ error }: { readonly error: Error }) {
  return (
    <div role="alert">
      <EmptyState
        title={statesText.brokenPage}
        actions={<Button onClick={() => window.location.reload()}>{statesText.reload}</Button>}
      >
        <p>{statesText.brokenPageHelp}</p>
        <p>
          <code>{error.message}</code>
        </p>
      </EmptyState>
    </div>
  );
}

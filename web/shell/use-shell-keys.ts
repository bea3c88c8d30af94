/** Keys that work on every page. */

import { useNavigate } from '@tanstack/react-router';
import { type KeyBinding, useKeys } from '../design/keys.ts';
import { shellText } from '../text/shell.ts';
import { usePermittedPages } from './use-pages.ts';

interface ShellActions {
  readonly openPalette: () => void;
  readonly openKeys: () => void;
}

export function useShellKeys({ openPalette, openKeys }: ShellActions): void {
  const navigate = useNavigate();
  const going = usePermittedPages().flatMap((page): KeyBinding[] =>
    page.key === undefined
      ? []
      : [
          {
            keys: `g ${page.key}`,
            does: shellText.keys.goTo(page.title),
            run: () => void navigate({ to: page.path }),
          },
        ],
  );
  useKeys([
    { keys: 'mod+k', does: shellText.keys.palette, run: openPalette },
    { keys: '/', does: shellText.keys.palette, run: openPalette },
    { keys: '?', does: shellText.keys.list, run: openKeys },
    ...going,
  ]);
}

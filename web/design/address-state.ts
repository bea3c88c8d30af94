/** State that lives in the address: filters, sort, tab, chosen row, open drawer. Back works, and a link reproduces the view. */

import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

export type AddressState = Readonly<Record<string, string | undefined>>;

interface ChangeOptions {
  /** Adds a step to the history: for what a person would go back from. */
  readonly step?: boolean;
}

export type ChangeAddress = (changed: AddressState, options?: ChangeOptions) => void;

/** The parameters of the address, and what changes some of them; undefined takes one out. */
export function useAddressState(): readonly [AddressState, ChangeAddress] {
  const state = useSearch({ strict: false }) as AddressState;
  const navigate = useNavigate();
  const change = useCallback<ChangeAddress>(
    (changed, { step = false } = {}) => {
      navigate({
        to: '.',
        search: (before: AddressState) => withoutEmpty({ ...before, ...changed }),
        replace: !step,
      }).catch(() => undefined);
    },
    [navigate],
  );
  return [state, change];
}

function withoutEmpty(state: AddressState): AddressState {
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined && value !== ''));
}

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** `risk` ascending, `-risk` descending. */
export function readSort(text: string | undefined): Sort | undefined {
  if (!text) return undefined;
  return text.startsWith('-')
    ? { column: text.slice(1), descending: true }
    : { column: text, descending: false };
}

export const writeSort = ({ column, descending }: Sort): string => (descending ? `-${column}` : column);

/** Six digits of an authenticator: takes a paste whole, and says when all are there. */

import { TextInput } from '@mantine/core';

const DIGITS = 6;

interface CodeFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (code: string) => void;
  readonly onComplete: (code: string) => void;
}

export function CodeField({ label, hint, value, onChange, onComplete }: CodeFieldProps) {
  return (
    <TextInput
      label={label}
      description={hint}
      inputMode="numeric"
      autoComplete="one-time-code"
      autoFocus
      data-autofocus
      size="md"
      styles={{ input: { fontFamily: 'var(--mono)', letterSpacing: '0.35em', fontSize: 'var(--size-h1)' } }}
      value={value}
      onChange={({ currentTarget }) => {
        const digits = currentTarget.value.replace(/\D/g, '').slice(0, DIGITS);
        onChange(digits);
        if (digits.length === DIGITS && digits !== value) onComplete(digits);
      }}
    />
  );
}

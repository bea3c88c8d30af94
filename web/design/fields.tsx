/** A form: fields below each other, fields beside each other, what went wrong, and its buttons with the primary one last. */

import type { ReactNode, SubmitEvent } from 'react';
import styles from './fields.module.css';

interface FieldsProps {
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

export function Fields({ onSubmit, children }: FieldsProps) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className={styles.fields} onSubmit={submit}>
      {children}
    </form>
  );
}

/** Fields that belong together, beside each other where there is room. */
export function FieldRow({ children }: { readonly children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}

/** Controls under one name that is no label of a single one. */
export function FieldGroup({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <fieldset className={styles.group}>
      <legend>{label}</legend>
      {children}
    </fieldset>
  );
}

interface FormFootProps {
  /** What refused the form; nothing while it was not sent. */
  readonly error?: Error | null | undefined;
  readonly children: ReactNode;
}

export function FormFoot({ error, children }: FormFootProps) {
  return (
    <>
      {error && (
        <p className={styles.problem} role="alert">
          {error.message}
        </p>
      )}
      <div className={styles.actions}>{children}</div>
    </>
  );
}

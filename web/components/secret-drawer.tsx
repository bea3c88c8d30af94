/** A drawer with what was just made and is shown this once. */

import { Button } from '@mantine/core';
import { Fields, FormFoot } from '../design/fields.tsx';
import { SideDrawer } from '../design/side-drawer.tsx';
import { SecretText } from './secret-text.tsx';

interface SecretDrawerProps {
  readonly title: string;
  /** What to do with it. */
  readonly help: string;
  readonly secret: string;
  readonly words: { readonly copy: string; readonly copied: string; readonly done: string };
  readonly width: number;
  readonly onClose: () => void;
}

export function SecretDrawer({ title, help, secret, words, width, onClose }: SecretDrawerProps) {
  return (
    <SideDrawer open title={title} onClose={onClose} width={width}>
      <Fields onSubmit={onClose}>
        <p>{help}</p>
        <SecretText value={secret} copy={words.copy} copied={words.copied} />
        <FormFoot>
          <Button type="submit">{words.done}</Button>
        </FormFoot>
      </Fields>
    </SideDrawer>
  );
}

/** Frame of the pages before sign-in: one card in the middle, nothing else. */

import { Outlet } from '@tanstack/react-router';
import { shellText } from '../text/shell.ts';
import styles from './card-frame.module.css';
import { ProductMark } from './product-mark.tsx';

export function CardFrame() {
  return (
    <main className={styles.frame}>
      <div className={styles.card}>
        <p className={styles.product}>
          <ProductMark size={26} /> {shellText.product}
        </p>
        <Outlet />
      </div>
    </main>
  );
}

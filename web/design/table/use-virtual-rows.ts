/** Which rows of a list are drawn, and when the next page is asked for. */

import { measureElement, useVirtualizer, type VirtualItem, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useDeferredValue, useEffect } from 'react';

/** Rows drawn beyond the visible ones: a turn of the wheel moves by about twenty. */
const OVERSCAN = 20;
/** The same when rows first come: people wait for those that they see, the others follow. */
const FIRST_OVERSCAN = 2;
/** Rows before the end at which the next page is asked for, so that who scrolls on does not wait. */
const AHEAD = 60;
const CARD_HEIGHT = 76;

interface Options {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly count: number;
  /** Pixels of a row. */
  readonly height: number;
  /** On a phone the page scrolls, not the list. */
  readonly asCards: boolean;
  readonly more: { readonly loading: boolean; readonly load: () => void } | undefined;
}

export interface VirtualRows {
  readonly items: readonly VirtualItem[];
  /** Pixels before the first drawn row and after the last. */
  readonly before: number;
  readonly after: number;
  readonly total: number;
  readonly measure: (element: Element | null) => void;
  readonly scrollTo: (index: number) => void;
}

export function useVirtualRows({ scroller, count, height, asCards, more }: Options): VirtualRows {
  const overscan = useDeferredValue(count === 0 ? FIRST_OVERSCAN : OVERSCAN, FIRST_OVERSCAN);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => (asCards ? document.querySelector<HTMLElement>('main') : scroller.current),
    estimateSize: () => (asCards ? CARD_HEIGHT : height),
    overscan,
    measureElement: measureSeen,
    scrollMargin: asCards ? (scroller.current?.offsetTop ?? 0) : 0,
    // The sticky head covers the first row otherwise.
    scrollPaddingStart: asCards ? 0 : height,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another density measures anew
  useEffect(() => virtualizer.measure(), [height, asCards, virtualizer]);
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1);
  const margin = virtualizer.options.scrollMargin;
  const total = virtualizer.getTotalSize();
  const isNearEnd = last !== undefined && last.index >= count - AHEAD;
  useEffect(() => {
    if (isNearEnd && more && !more.loading) more.load();
  }, [isNearEnd, more]);
  return {
    items,
    before: (items[0]?.start ?? margin) - margin,
    after: last ? total - (last.end - margin) : 0,
    total,
    measure: virtualizer.measureElement,
    scrollTo: (index) => virtualizer.scrollToIndex(index),
  };
}

/**
 * A row has the height of its density until the browser says otherwise: to ask each as it is drawn would lay the page out before
 * all of it is there.
 */
function measureSeen(
  element: Element,
  entry: ResizeObserverEntry | undefined,
  virtualizer: Virtualizer<HTMLElement, Element>,
): number {
  const index = virtualizer.indexFromElement(element);
  return entry === undefined && !virtualizer.itemSizeCache.has(virtualizer.options.getItemKey(index))
    ? virtualizer.options.estimateSize(index)
    : measureElement(element, entry, virtualizer);
}

/** Words of every list. */

import { plural } from './plural.ts';

export const tableText = {
  columns: 'Columns',
  density: 'Row height',
  densities: { compact: 'Compact', comfortable: 'Comfortable', touch: 'Touch' },
  selectAll: 'Select all rows that are loaded',
  select: (name: string) => `Select ${name}`,
  selected: (count: number) => `${count.toLocaleString('en')} selected`,
  clearSelection: 'Clear selection',
  bulk: 'Actions for the selected rows',
  shownOf: (shown: number, total: number) =>
    shown === 0 ? 'None' : `1 to ${shown.toLocaleString('en')} of ${total.toLocaleString('en')}`,
  shown: (shown: number, more: boolean) => `${plural(shown, 'row', 'rows')}${more ? ', more below' : ''}`,
  loadingMore: 'Loading more',
  more: 'Show more',
  sortBy: (column: string) => `Sort by ${column}`,
  newRows: (count: number) => `${count.toLocaleString('en')} new, show`,
  changed: 'Changed, show',
  resize: (column: string) => `Width of ${column}`,
  keys: { move: 'move', open: 'open', select: 'select', filter: 'filter', all: 'all keys' },
  does: {
    next: 'Next row',
    previous: 'Previous row',
    select: 'Select the row',
    open: 'Open the row',
    look: 'Look at the row without leaving the list',
    filter: 'Go to the filter',
  },
  filterAll: 'All',
  removeFilter: (filter: string) => `Remove the filter ${filter}`,
  filters: 'Filters',
  search: 'Search in this list',
  noValues: 'No value yet',
  valuesComing: 'Values are being counted …',
  close: 'Close',
} as const;

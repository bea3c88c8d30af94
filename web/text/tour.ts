/** The tour: what stands where, in one minute. */

export const tourText = {
  label: 'Tour',
  step: (at: number, all: number) => `${at} of ${all}`,
  next: 'Next',
  back: 'Back',
  leave: 'Leave the tour',
  done: 'Done',
  steps: {
    navigation: {
      title: 'Four things to do',
      words:
        'See what there is, decide what matters, act on it, and run Wardlight. What you may not use is not shown.',
    },
    search: {
      title: 'Find anything',
      words: 'Press Ctrl K. Type a name, an address, a serial number or a CVE; or > and what you want to do.',
    },
    freshness: {
      title: 'How fresh it is',
      words:
        'The left half tells how old the newest packet is, the right half how old the vulnerability feeds are. Old data proves nothing.',
    },
    content: {
      title: 'Ask why',
      words:
        'A value that is underlined shows its evidence, by mouse or by the key e. A dotted word shows what it means. Violet and dashed means: not known. It is never counted as safe.',
    },
    help: {
      title: 'All keys',
      words: 'Press ? for the keys of a page. You find this tour there again; it never comes by itself.',
    },
  },
} as const;

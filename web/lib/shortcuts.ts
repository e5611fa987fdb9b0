/** The shortcuts, in the order in which they are shown. */
export const SHORTCUTS = [
  { keys: ['j'], does: 'next' },
  { keys: ['k'], does: 'previous' },
  { keys: ['Enter'], does: 'open' },
  { keys: ['r'], does: 'reply' },
  { keys: ['t'], does: 'takeOver' },
  { keys: ['⇧', 'T'], does: 'release' },
  { keys: ['e'], does: 'resolve' },
  { keys: ['/'], does: 'search' },
  { keys: ['g', 'i'], does: 'inbox' },
  { keys: ['g', 's'], does: 'simulator' },
  { keys: ['g', 'o'], does: 'ops' },
  { keys: ['?'], does: 'help' },
] as const;

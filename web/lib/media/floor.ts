let silence: (() => void) | null = null;

/** Whoever begins to sound says how to silence it; the one before falls silent. Only one plays at a time. */
export const takeFloor = (stop: () => void): void => {
  if (silence !== stop) silence?.();
  silence = stop;
};

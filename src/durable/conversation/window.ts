/** Lines that a turn is told verbatim; what is older is summed up, and found again by its words. */
export const WINDOW_LINES = 14;

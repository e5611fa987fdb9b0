/** One work after the other, also where each waits for something outside: the next begins when those before it have ended, however. */
export const openOrder = (): (<T>(work: () => Promise<T>) => Promise<T>) => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    // Whoever asked for it is told of the failure; the next one is not.
    last = next.catch(() => {});
    return next;
  };
};

/**
 * Shares one read among many callers. A call joins only a read that starts after the call came: while one runs, all
 * newcomers wait for the next. So nobody is answered with what was true before they asked.
 */
export const createSharedRead = <T>(): ((key: string, read: () => Promise<T>) => Promise<T>) => {
  const running = new Map<string, Promise<T>>();
  const next = new Map<string, Promise<T>>();

  const start = (key: string, read: () => Promise<T>): Promise<T> => {
    const begun = read().finally(() => {
      if (running.get(key) === begun) running.delete(key);
    });
    running.set(key, begun);
    return begun;
  };

  return (key, read) => {
    const current = running.get(key);
    if (current === undefined) return start(key, read);
    const waiting = next.get(key);
    if (waiting !== undefined) return waiting;
    const following = current.then(
      () => {},
      () => {},
    );
    const joined = following.then(() => {
      next.delete(key);
      return start(key, read);
    });
    next.set(key, joined);
    return joined;
  };
};

/** Tells whoever waits that something in the workspace has changed. */
export type Changes = {
  readonly announce: () => void;
  /** Returns the function that ends the subscription. */
  readonly subscribe: (listener: () => void) => () => void;
};

export const createChanges = (): Changes => {
  const listeners = new Set<() => void>();
  return {
    announce: () => {
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
};

/** Everything that was started and is to be stopped. */
export interface Closing {
  /** Stops everything, the youngest first. May be called more than once, and while things are still being started. */
  readonly stop: () => Promise<void>;
  /** Whether the stopping has begun: what fails from then on is no news. */
  readonly hasBegun: () => boolean;
  /** The same without waiting, for use when this process is about to end. */
  readonly drop: () => void;
  /** From now on this is stopped too; at once, when the stopping has begun. */
  readonly add: (stop: () => Promise<unknown>, drop?: () => void) => void;
}

export const createClosing = (): Closing => {
  const open: { readonly stop: () => Promise<unknown>; readonly drop: () => void }[] = [];
  let stopping: Promise<void> | null = null;
  const stopAll = async () => {
    for (let last = open.pop(); last !== undefined; last = open.pop()) {
      await last.stop().catch(last.drop);
    }
  };
  return {
    stop: () => {
      stopping ??= stopAll();
      return stopping;
    },
    hasBegun: () => stopping !== null,
    drop: () => {
      for (const { drop } of open.splice(0)) drop();
    },
    add: (stop, drop = () => undefined) => {
      open.push({ stop, drop });
      if (stopping !== null) stopping = stopping.then(stopAll);
    },
  };
};

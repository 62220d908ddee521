export interface Calm {
  /** How long to wait for a first change. */
  readonly firstMs: number;
  /** How long nothing must change. */
  readonly quietMs: number;
  /** The longest to wait in all. */
  readonly mostMs: number;
}

export interface Watched {
  /** Different whenever something has changed that people see. */
  readonly version: () => string;
  readonly onChange: (listener: () => void) => () => void;
}

/** Resolves when things have come to rest after a change from the version `before`, or when none came. */
export const untilCalm = ({ version, onChange }: Watched, before: string, calm: Calm): Promise<void> =>
  new Promise((resolve) => {
    let last = version();
    const finish = () => {
      clearTimeout(quiet);
      clearTimeout(most);
      unsubscribe();
      resolve();
    };
    let quiet = setTimeout(finish, last === before ? calm.firstMs : calm.quietMs);
    const most = setTimeout(finish, calm.mostMs);
    const unsubscribe = onChange(() => {
      const now = version();
      if (now === last) return;
      last = now;
      clearTimeout(quiet);
      quiet = setTimeout(finish, calm.quietMs);
    });
  });

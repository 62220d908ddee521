const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const ORPHAN_CHECK_MS = 1_000;

/**
 * Resolves with the exit code when this process is told to end, or has lost the shell or npm that started it (a signal to
 * npm may end the shell between them only). A second signal ends the process at once. A reader of the output that went
 * away counts as an end too.
 */
export const listenForEnd = (): Promise<number> =>
  new Promise((resolve) => {
    let isTold = false;
    const end = (code: number) => {
      if (isTold) process.exit(code);
      isTold = true;
      resolve(code);
    };
    for (const [signal, code] of Object.entries(CODES)) process.on(signal, () => end(code));
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent && !isTold) end(CODES.SIGHUP);
    }, ORPHAN_CHECK_MS).unref();
    process.stdout.on('error', () => {
      if (!isTold) end(0);
    });
  });

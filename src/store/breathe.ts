/** Lets timers and sockets have their turn: the driver is synchronous, and a long loop over it starves them. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

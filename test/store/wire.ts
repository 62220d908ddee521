import { connect, createServer, type Socket } from 'node:net';
import { once } from 'node:events';

/** What a test may do to the way between a store and its server. */
export interface Wire {
  /** The server's address by this way. */
  readonly url: string;
  /** Accepts, and takes what is said, and lets nothing through in either direction. */
  freeze(): void;
  thaw(): void;
  /**
   * Of the first connection that says all of these words, one after the other, the last ones reach the server, and the
   * answer reaches nobody: that connection ends there.
   */
  cutAfter(...words: readonly string[]): Promise<void>;
  /** How many connections there are at this moment. */
  count(): number;
  close(): Promise<void>;
}

/** A way to a server that can be frozen and cut. */
export const startWire = async (url: string): Promise<Wire> => {
  const target = new URL(url);
  const pairs = new Set<readonly [Socket, Socket]>();
  let isFrozen = false;
  let cut: { readonly words: readonly string[]; readonly done: () => void } | null = null;

  const server = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname);
    const pair = [near, far] as const;
    pairs.add(pair);
    let isDeaf = false;
    let said = 0;
    const end = () => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    near.on('data', (data) => {
      if (isFrozen) return;
      if (cut !== null && data.includes(cut.words[said] ?? '')) said += 1;
      if (cut !== null && said === cut.words.length) {
        const { done } = cut;
        cut = null;
        isDeaf = true;
        far.once('data', () => {
          end();
          done();
        });
      }
      far.write(data);
    });
    far.on('data', (data) => {
      if (!isFrozen && !isDeaf) near.write(data);
    });
    for (const socket of pair) socket.on('error', end).on('close', end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the way has no port');
  const by = new URL(url);
  by.port = String(address.port);
  return {
    url: String(by),
    freeze: () => {
      isFrozen = true;
    },
    thaw: () => {
      isFrozen = false;
    },
    cutAfter: (...words) =>
      new Promise((done) => {
        cut = { words, done };
      }),
    count: () => pairs.size,
    close: async () => {
      for (const [near, far] of pairs) {
        near.destroy();
        far.destroy();
      }
      server.close();
      await once(server, 'close');
    },
  };
};

import { createSharedRead } from '../../../src/slack/web-api/shared-read';

/** A read whose every run ends when the test says so. */
const gated = () => {
  const ends: ((value: string) => void)[] = [];
  const fails: ((error: Error) => void)[] = [];
  const read = () =>
    new Promise<string>((resolve, reject) => {
      ends.push(resolve);
      fails.push(reject);
    });
  return { read, ends, fails };
};
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a shared read', () => {
  it('answers nobody with what began before they asked, and all newcomers with one read', async () => {
    const share = createSharedRead<string>();
    const { read, ends } = gated();
    const first = share('g', read);
    const newcomers = [share('g', read), share('g', read), share('g', read)];
    expect(ends).toHaveLength(1);
    ends[0]?.('old');
    expect(await first).toBe('old');
    await settle();
    expect(ends).toHaveLength(2);
    ends[1]?.('new');
    expect(await Promise.all(newcomers)).toEqual(['new', 'new', 'new']);
  });

  it('starts the next read also after a failed one', async () => {
    const share = createSharedRead<string>();
    const { read, ends, fails } = gated();
    const first = share('g', read);
    const second = share('g', read);
    fails[0]?.(new Error('no'));
    await expect(first).rejects.toThrow('no');
    await settle();
    ends[1]?.('new');
    expect(await second).toBe('new');
  });

  it('lets those who come while the next one runs wait for the one after', async () => {
    const share = createSharedRead<string>();
    const { read, ends } = gated();
    void share('g', read);
    const second = share('g', read);
    ends[0]?.('1');
    await settle();
    const third = share('g', read);
    ends[1]?.('2');
    expect(await second).toBe('2');
    await settle();
    ends[2]?.('3');
    expect(await third).toBe('3');
  });

  it('shares nothing between keys', () => {
    const share = createSharedRead<string>();
    const { read, ends } = gated();
    void share('a', read);
    void share('b', read);
    expect(ends).toHaveLength(2);
  });
});

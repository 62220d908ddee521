import type { Fault } from '../domain/fault';

/** What a promise gives, or the fault when it takes longer than `ms` milliseconds. The work itself goes on. */
export const within = async <T>(ms: number, work: Promise<T>, late: () => Fault): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const alarm = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([work, alarm]);
  } finally {
    clearTimeout(timer);
  }
};

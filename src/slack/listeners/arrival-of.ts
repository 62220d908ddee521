import type { Context } from '@slack/bolt';
import type { Arrival } from '../transport/inbox';

const isArrival = (value: unknown): value is Arrival =>
  typeof value === 'object' && value !== null && 'delivery' in value && 'arrivedAt' in value;

/** What the inbox noted about the delivery that a listener works on. Throws where a body went past the inbox: a bug. */
export const arrivalOf = (context: Context): Arrival => {
  const arrival: unknown = context['arrival'];
  if (!isArrival(arrival)) throw new Error('a body reached a listener without having been stored');
  return arrival;
};

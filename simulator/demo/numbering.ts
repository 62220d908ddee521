import type { Message } from '../slack/workspace/messages';
import { controlsOf } from './controls';

/** Short numbers by which a person at the prompt says which message is meant. */
export interface Numbering {
  /** The number of a message that has, or had, something to click; undefined for any other. */
  readonly numberOf: (message: Message) => number | undefined;
  readonly messageWith: (number: number) => Message | undefined;
}

/** Numbers messages from 1, in the order in which they are first seen with something to click. */
export const createNumbering = (current: (message: Message) => Message): Numbering => {
  const numbered: Message[] = [];
  const placeOf = ({ channel, ts }: Message) =>
    numbered.findIndex((each) => each.ts === ts && each.channel === channel) + 1;
  return {
    numberOf: (message) => {
      const place = placeOf(message);
      if (place > 0) return place;
      const versions = [message, ...message.history.map((version) => ({ ...message, ...version }))];
      return versions.some((version) => controlsOf(version).length > 0) ? numbered.push(message) : undefined;
    },
    messageWith: (number) => {
      const message = numbered[number - 1];
      return message && current(message);
    },
  };
};

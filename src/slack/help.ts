import type { Message } from './message';

/** Every verb, from the catalogue, and how approval works. */
export const helpMessage = (): Message => ({ text: 'help', blocks: [] });

import type { Refusal } from '../../src/domain/refusal';
import { samples, variants } from '../domain/refusal-samples';

const cell = (words: string): string =>
  words.replaceAll('|', '\\|').replace(/<#C0([A-Z]+)>/g, (_, name) => `#${name.toLowerCase()}`);

const row = ({ code, says, next, at, who, requestId, meanings = [] }: Refusal): string => {
  const also = [
    ...(at === undefined ? [] : ['when']),
    ...(who === undefined ? [] : ['who can']),
    ...(meanings.length === 0 ? [] : ['the machines that it may be']),
    ...(requestId === undefined ? [] : ['a link to the card']),
  ];
  const named = also.length === 0 ? '' : ` *(with ${also.join(' and ')})*`;
  return `| \`${code}\` | ${cell(says)}${named} | ${cell(next)} |`;
};

const told = Object.values(samples).flatMap((sample) => [
  sample,
  ...variants.filter(({ code }) => code === sample.code),
]);

/** docs/refusals.md, from the registry of refusals and samples of their facts. */
export const refusalsDoc = (): string =>
  [
    '# Refusals',
    '',
    'Every “no” of Twokey, as it is said to the person whom it concerns and to nobody else. The code is what the record, the log',
    'and the metrics call it; it does not change between versions. Names, numbers and ids are examples.',
    '',
    'A refusal is not a fault: where Slack, Microsoft Entra or Defender fails, the answer says which of them it was, what it',
    'said, and the id to quote to its support.',
    '',
    '<!-- Written by `npm run docs:refusals`. Change the words in src/domain/refusal.ts. -->',
    '',
    '| code | what is said | what to do next |',
    '|---|---|---|',
    ...told.map(row),
    '',
  ].join('\n');

/** What an export is limited to; what is null limits nothing. */
export interface ExportedPart {
  readonly from: string | null;
  readonly to: string | null;
  readonly request: string | null;
  readonly person: string | null;
  readonly machine: string | null;
}

/** From a file, or typed: nothing of it may steer a terminal. */
const plain = (text: string): string => text.replace(/\p{C}/gu, '?');

const limitsOf = ({ from, to, request, person, machine }: ExportedPart): string =>
  [
    ...(person === null ? [] : [`by ${plain(person)}`]),
    ...(request === null ? [] : [`about request ${plain(request)}`]),
    ...(machine === null ? [] : [`about machine ${plain(machine)}`]),
    ...(from === null ? [] : [`from ${plain(from)} on`]),
    ...(to === null ? [] : [`before ${plain(to)}`]),
  ].join(', ');

/** What an export is of, in words: `everything`, or `what is by U0ALICE, about machine web-01`. */
export const filterWords = (part: ExportedPart): string => {
  const limits = limitsOf(part);
  return limits === '' ? 'everything' : `what is ${limits}`;
};

const HINTS = {
  request: 'A request is given by its id, eight characters in capitals, as its card and its thread show it.',
  person: 'A person is given by their Slack id, U… or W…, and not by name: it is in their Slack profile.',
  machine: 'A machine is given by its DNS name, by the first part of that, or by its 40-character id in Defender.',
  from: 'Times are in UTC, unless they name another zone.',
} as const;

/** What to say of an export that found nothing, and what may be the reason. */
export const nothingFound = (part: ExportedPart, base: { readonly seq: number }): readonly string[] => [
  filterWords(part) === 'everything'
    ? 'Nothing was found: the record has no entry.'
    : `Nothing was found: there is no entry ${limitsOf(part)}.`,
  ...(part.request === null ? [] : [HINTS.request]),
  ...(part.person === null ? [] : [HINTS.person]),
  ...(part.machine === null ? [] : [HINTS.machine]),
  ...(part.from === null && part.to === null ? [] : [HINTS.from]),
  ...(base.seq === 0 ? [] : [`Entries up to ${base.seq} were sealed and removed: look into the files of audit seal.`]),
];

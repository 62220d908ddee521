import type { PlainTextOption } from '@slack/types';
import { type Instant, spellDuration } from '../../domain/instant';
import type { Machine } from '../../domain/machine';
import { limits } from '../block-kit/limits';
import { cut, oneLine, plain } from '../block-kit/text';
import { isoDate } from '../block-kit/tokens';

const ID_TAIL = 6;
const LONGEST_OS = 20;
const DUPLICATE = ' (potential duplicate)';

const osOf = ({ os }: Machine): string => (os === null ? 'OS unknown' : cut(oneLine(os), LONGEST_OS));

/** One machine as an option, told apart from its namesakes by `described`. */
const option = (machine: Machine, described: string): PlainTextOption => ({
  text: machine.isDuplicate
    ? plain(`${cut(oneLine(machine.name), limits.optionText - DUPLICATE.length)}${DUPLICATE}`, limits.optionText)
    : plain(machine.name, limits.optionText),
  description: plain(described, limits.optionDescription),
  value: machine.id.slice(0, limits.optionValue),
});

const distinct = (machines: readonly Machine[]): readonly Machine[] => [
  ...new Map(machines.map((machine) => [machine.id, machine])).values(),
];

/** Machines as the suggestions of the type-ahead. The description says when each was last seen, its OS and its id's end. */
export const machineOptions = (machines: readonly Machine[], now: Instant): PlainTextOption[] =>
  distinct(machines)
    .slice(0, limits.options)
    .map((machine) => {
      const seen =
        machine.lastSeenAt === null ? 'last seen: unknown' : `seen ${spellDuration(now - machine.lastSeenAt)} ago`;
      return option(machine, `${seen}, ${osOf(machine)}, id …${machine.id.slice(-ID_TAIL)}`);
    });

/** A machine that is chosen already: of an earlier request, so that when it was last seen would be old news. */
export const chosenOption = (machine: Machine): PlainTextOption =>
  option(machine, `${osOf(machine)}, id …${machine.id.slice(-ID_TAIL)}`);

/** Machines to confirm one of: the moment itself and not its age, for the form may stay open. An option shows UTC only. */
export const candidateOptions = (machines: readonly Machine[]): PlainTextOption[] =>
  distinct(machines)
    .slice(0, limits.options)
    .map((machine) => {
      const seen =
        machine.lastSeenAt === null ? 'unknown' : `${isoDate(machine.lastSeenAt).slice(0, 16).replace('T', ' ')} UTC`;
      return option(machine, `last seen ${seen}, ${osOf(machine)}, id …${machine.id.slice(-ID_TAIL)}`);
    });

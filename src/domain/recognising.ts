import { type Machine, shortName } from './machine';
import type { Reading } from './reading-messages';

/** What a message holds, told apart by the machines that we know. */
export interface Recognised {
  /** Machines as they are named in the message; no two names of one machine. */
  readonly machines: readonly string[];
  /** SHA-1, SHA-256 and MD5 hashes. */
  readonly hashes: readonly string[];
  /** IP addresses, each with the machine that had it last, where one is known. It may have moved since: nothing is taken by it. */
  readonly addresses: readonly { readonly address: string; readonly machine: string | null }[];
}

/** The most machines that a form is filled with. */
export const MOST_FILLED_IN = 25;
const MOST_SUGGESTED = 10;

/** Every name by which a reading may mean a machine, the clearest first. */
export const mayBeMachines = ({ names, ids, linkedNames, words }: Reading): readonly string[] => [
  ...names,
  ...ids,
  ...linkedNames,
  ...words,
];

const named = (machines: readonly Machine[], word: string): readonly Machine[] => {
  const wanted = word.toLowerCase();
  return machines.filter(
    ({ id, name }) => id.toLowerCase() === wanted || name.toLowerCase() === wanted || shortName(name) === wanted,
  );
};

/** The names of known machines; a second name for what the first ones mean already is left out. */
const knownNames = (reading: Reading, known: readonly Machine[]): readonly string[] => {
  const meant = new Set<string>();
  return mayBeMachines(reading).filter((word) => {
    const ids = named(known, word).map(({ id }) => id);
    const isNew = ids.some((id) => !meant.has(id));
    for (const id of ids) meant.add(id);
    return isNew;
  });
};

/**
 * Tells machines, hashes and addresses of a message apart. Where no machine in it is known, its plain DNS names are
 * taken for machines that we do not know yet; of 40 hex characters only a known id is one, all others are SHA-1 hashes.
 *
 * @param known machines that have one of the names, or one of the addresses
 */
export const recognise = (reading: Reading, known: readonly Machine[]): Recognised => {
  const certain = knownNames(reading, known);
  const ids = new Set(known.map(({ id }) => id.toLowerCase()));
  return {
    machines: (certain.length > 0 ? certain : reading.names).slice(0, MOST_FILLED_IN),
    hashes: [...reading.ids.filter((id) => !ids.has(id)), ...reading.hashes].slice(0, MOST_SUGGESTED),
    addresses: reading.addresses.slice(0, MOST_SUGGESTED).map((address) => ({
      address,
      machine: known.find(({ lastIp }) => lastIp?.toLowerCase() === address.toLowerCase())?.name ?? null,
    })),
  };
};

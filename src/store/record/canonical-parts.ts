import { canonicalJson } from '../rows/canonical-json';
import type { EventRow } from '../schema';

/** The JSON within an entry, read. */
export interface EntryParts {
  readonly actor: unknown;
  readonly body: unknown;
  readonly state: unknown;
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const isSorted = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isSorted);
  let last: string | null = null;
  for (const [key, member] of Object.entries(value)) {
    if ((last !== null && key <= last) || !isSorted(member)) return false;
    last = key;
  }
  return true;
};

// Nearly always the first look is enough, and it is many times faster. Half a surrogate pair is escaped as \\ud….
const isCanonical = (text: string, value: unknown): boolean =>
  (JSON.stringify(value) === text && !text.includes('\\ud') && isSorted(value)) || canonicalJson(value) === text;

/** The value of a text that must be canonical JSON; undefined where it is not. */
const read = (text: unknown): unknown => {
  if (text === null) return null;
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isCanonical(text, value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Reads the JSON within an entry. Every way in which it does not fit the rest of the entry goes to `misfit`. */
export const readParts = (entry: EventRow, misfit: (says: string) => void): EntryParts => {
  const parts = { actor: read(entry.actor), body: read(entry.body), state: read(entry.state) };
  for (const [name, value] of Object.entries(parts)) {
    if (value === undefined) misfit(`its column ${name} does not hold canonical JSON`);
  }
  if (parts.body !== undefined && memberOf(parts.body, 'kind') !== entry.kind) {
    misfit(`its column kind says ${entry.kind}, its content another kind`);
  }
  const actorId = parts.actor === null ? null : memberOf(parts.actor, 'id');
  if (parts.actor !== undefined && actorId !== entry.actor_id) {
    misfit('its column actor_id is not the id of its actor');
  }
  return parts;
};

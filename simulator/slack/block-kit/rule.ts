import { isObject, textIn } from '../json.js';

/** Where in the document a rule looks, and how it complains. */
export type Place = {
  /** A JSON pointer, as Slack quotes it. */
  readonly pointer: string;
  readonly report: (pointer: string, complaint: string) => void;
};

/** Checks one value and reports what Slack would not take. */
export type Rule = (value: unknown, place: Place) => void;

export const complain = (place: Place, complaint: string): void => place.report(place.pointer, complaint);

export const below = (place: Place, key: string | number): Place => ({ ...place, pointer: `${place.pointer}/${key}` });

/** A string of so many UTF-16 units. */
export const text =
  (max: number, min = 1): Rule =>
  (value, place) => {
    if (typeof value !== 'string') return complain(place, 'must be a string');
    if (value.length < min) complain(place, `must be more than ${min - 1} characters`);
    if (value.length > max) complain(place, `must be less than ${max + 1} characters`);
  };

export const flag: Rule = (value, place) => {
  if (typeof value !== 'boolean') complain(place, 'must be a boolean');
};

export const whole =
  (min: number, max = Number.MAX_SAFE_INTEGER): Rule =>
  (value, place) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) return complain(place, 'must be an integer');
    if (value < min) complain(place, `must be more than ${min - 1}`);
    if (value > max) complain(place, `must be less than ${max + 1}`);
  };

export const matching =
  (pattern: RegExp, shape: string): Rule =>
  (value, place) => {
    if (typeof value !== 'string' || !pattern.test(value)) complain(place, `must match the format ${shape}`);
  };

/** A web or application address of at most 3000 characters. */
export const address: Rule = (value, place) => {
  text(3000)(value, place);
  matching(/^[a-z][a-z0-9+.-]*:[^\s]+$/i, 'url')(value, place);
};

export const oneOf =
  (...allowed: readonly (string | number)[]): Rule =>
  (value, place) => {
    if (!allowed.some((each) => each === value)) complain(place, `must be one of: ${allowed.join(', ')}`);
  };

export const list =
  (item: Rule, limits: { readonly min?: number; readonly max: number }): Rule =>
  (value, place) => {
    if (!Array.isArray(value)) return complain(place, 'must be an array');
    if (value.length < (limits.min ?? 0)) complain(place, `no less than ${limits.min} items allowed`);
    if (value.length > limits.max) complain(place, `no more than ${limits.max} items allowed`);
    value.forEach((each, index) => {
      item(each, below(place, index));
    });
  };

/** An object with exactly these fields; further rules see the whole object. */
export const shape =
  (fields: Readonly<Record<string, Rule>>, required: readonly string[], ...further: readonly Rule[]): Rule =>
  (value, place) => {
    if (!isObject(value)) return complain(place, 'must be an object');
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(fields, name)) complain(place, `invalid additional property: ${name}`);
    }
    for (const name of required) {
      if (value[name] === undefined) complain(place, `missing required field: ${name}`);
    }
    for (const [name, rule] of Object.entries(fields)) {
      if (value[name] !== undefined) rule(value[name], below(place, name));
    }
    for (const rule of further) rule(value, place);
  };

/** An object whose `type` picks its rule. */
export const typed =
  (rules: Readonly<Record<string, Rule>>): Rule =>
  (value, place) => {
    if (!isObject(value)) return complain(place, 'must be an object');
    const rule = Object.hasOwn(rules, textIn(value.type)) ? rules[textIn(value.type)] : undefined;
    if (rule === undefined) return complain(place, `unsupported type: ${textIn(value.type) || String(value.type)}`);
    rule(value, place);
  };

/** Exactly one of the two fields must be there. */
export const eitherOr =
  (one: string, other: string): Rule =>
  (value, place) => {
    if (!isObject(value)) return;
    const given = [one, other].filter((name) => value[name] !== undefined).length;
    if (given !== 1) complain(place, `exactly one of ${one} and ${other} must be given`);
  };

/** At least one of the fields must be there. */
export const anyOf =
  (...names: readonly string[]): Rule =>
  (value, place) => {
    if (isObject(value) && names.every((name) => value[name] === undefined)) {
      complain(place, `at least one of ${names.join(', ')} must be given`);
    }
  };

/** The part of a table whose keys are named. */
export const only = (
  rules: Readonly<Record<string, Rule>>,
  ...names: readonly string[]
): Readonly<Record<string, Rule>> => Object.fromEntries(Object.entries(rules).filter(([name]) => names.includes(name)));

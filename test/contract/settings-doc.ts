import { settings } from '../../src/config';

/** What a document says of one setting. */
export interface SettingTold {
  readonly name: string;
  readonly meaning: string;
  /** Null: no default is told. */
  readonly fallback: string | null;
}

/** The names of all settings, in the order of `config.ts`. */
export const settingNames: readonly string[] = Object.keys(settings.shape);

/** What a setting becomes when it is written as `value`, or left out; undefined where it then has no value. */
const becomes = (name: string, value: string | undefined): unknown => {
  const parsed = settings.shape[name as keyof typeof settings.shape].safeParse(value);
  return parsed.success ? parsed.data : undefined;
};

/** The settings whose told default is not what leaving them out comes to. */
export const wrongDefaults = (told: readonly SettingTold[]): readonly string[] =>
  told
    .filter(({ name, fallback }) => {
      const left = JSON.stringify(becomes(name, undefined));
      return fallback === null
        ? left !== undefined
        : left !== JSON.stringify(becomes(name, fallback)) || left === undefined;
    })
    .map(({ name }) => name);

/** Whether the setting must be given a value. */
export const isRequired = (name: string): boolean =>
  !settings.shape[name as keyof typeof settings.shape].safeParse(undefined).success;

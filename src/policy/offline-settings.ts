import { type Problem, settings } from '../config';

/** The few settings that matter without a running Twokey. */
export interface OfflineSettings {
  /** Null: Slack is not asked. */
  readonly botToken: string | null;
  readonly apiUrl: string | null;
  readonly policyFile: string;
}

const shape = settings
  .pick({ SLACK_BOT_TOKEN: true, SLACK_API_URL: true, POLICY_FILE: true })
  .partial({ SLACK_BOT_TOKEN: true });

/** Reads them from an environment record; blank values count as unset. */
export const readOfflineSettings = (
  environment: Readonly<Record<string, string | undefined>>,
): { readonly settings: OfflineSettings } | { readonly problems: readonly Problem[] } => {
  const set = Object.entries(environment).flatMap(([name, value]) => {
    const trimmed = value?.trim() ?? '';
    return trimmed === '' ? [] : [[name, trimmed] as const];
  });
  const parsed = shape.safeParse(Object.fromEntries(set));
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map(({ path, message }) => ({ setting: String(path[0]), problem: message })),
    };
  }
  const { SLACK_BOT_TOKEN, SLACK_API_URL, POLICY_FILE } = parsed.data;
  return { settings: { botToken: SLACK_BOT_TOKEN ?? null, apiUrl: SLACK_API_URL ?? null, policyFile: POLICY_FILE } };
};

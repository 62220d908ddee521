/** What the environment says about Slack. */
export interface SlackSettings {
  readonly botToken: string;
  /** Needed for HTTP. */
  readonly signingSecret: string | null;
  /** Where set, Socket Mode is used. */
  readonly appToken: string | null;
  /** Base of the Web API, with a trailing slash; null for Slack's own. */
  readonly apiUrl: string | null;
  readonly host: string;
  readonly port: number;
}

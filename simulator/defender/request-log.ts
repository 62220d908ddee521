/** Every request that arrived, in order of arrival. */
export function createRequestLog(options: RequestLogOptions): RequestLog {
  const entries: LoggedRequest[] = [];
  return {
    open: (arrival) => {
      const index = entries.push(arrival) - 1;
      options.onChange();
      return (facts) => {
        entries[index] = { ...(entries[index] ?? arrival), ...facts };
        options.onChange();
      };
    },
    entries: () => [...entries],
    describe: () => {
      const lines = entries.slice(-8).map(({ method, path, status, fault }) => {
        const ending = fault === undefined ? '' : ` (${fault})`;
        return `${method} ${path} -> ${status ?? 'no answer'}${ending}`;
      });
      return `${entries.length} requests so far${lines.length === 0 ? '' : `, the last: ${lines.join('; ')}`}.`;
    },
  };
}

export interface LoggedRequest {
  /** Milliseconds since the epoch, when its headers arrived. */
  readonly at: number;
  readonly method: string;
  /** As it came, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Name of the route; undefined when no route has this method and path. */
  readonly route?: string;
  /** Parsed when it was JSON, else text; undefined until it has come. */
  readonly body?: unknown;
  /** App id of the token, when it was good. */
  readonly caller?: string;
  /** Roles of which the route wants one. */
  readonly requiredRoles?: readonly string[];
  readonly heldRoles?: readonly string[];
  /** What the client was told; undefined while, or because, it was not. */
  readonly status?: number;
  /** What carrying out the call came to; undefined while, or because, it was not carried out. */
  readonly done?: number;
  readonly fault?: string;
}

export interface RequestLogOptions {
  readonly onChange: () => void;
}

export interface RequestLog {
  /** Adds a request; the answer adds facts to it. */
  readonly open: (arrival: LoggedRequest) => (facts: Partial<LoggedRequest>) => void;
  readonly entries: () => readonly LoggedRequest[];
  readonly describe: () => string;
}

import type { Answer, Arrival, Reply } from '../entra/loopback-server';
import { internalServerError, routeNotFound, tooManyRequests } from './defender-error';
import { type Faults, liveThrough } from './fault';
import { checkRoles, type Introspect, identify } from './gatekeeper';
import type { RateWindows } from './rate-window';
import type { LoggedRequest, RequestLog } from './request-log';
import { apiPath, type Route } from './route';
import type { Throttle } from './throttle';

/** Takes every request in: log, rate windows, ordered faults, token, route, roles, and then the route's own answer. */
export function createFrontDoor(options: FrontDoorOptions): FrontDoor {
  const { log, windows, throttle, faults, routes } = options;
  const timers = new Set<NodeJS.Timeout>();
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        resolve();
      }, ms);
      timers.add(timer.unref());
    });

  const carryOut = (arrival: Arrival, body: string, note: Note): Reply => {
    const { caller, reply } = identify(arrival.headers.authorization, options.introspect);
    if (reply !== undefined) return reply;
    note({ caller: caller.appId, heldRoles: caller.roles });
    const route = findRoute(routes, arrival);
    const params = route?.path.exec(apiPath(arrival.path) ?? '')?.slice(1);
    if (route === undefined || params === undefined) return routeNotFound();
    note({ requiredRoles: route.roles });
    const origin = `http://${arrival.headers.host ?? '127.0.0.1'}`;
    return (
      checkRoles(route.roles, caller) ??
      route.answer({
        params,
        search: arrival.search,
        contentType: arrival.headers['content-type'],
        body,
        caller,
        url: `${origin}${arrival.path}`,
        metadata: `${origin}/api/$metadata`,
      })
    );
  };

  const handle = async (arrival: Arrival, answer: Answer, note: Note): Promise<void> => {
    const fault = faults.take(arrival.method, arrival.path);
    if (fault !== undefined) note({ fault: fault.order.kind });
    // Whatever becomes of the call, its body is on record first.
    const body = await arrival.body();
    if (body === undefined) return;
    if (body !== '') note({ body: parsed(body) });
    const carried = (): Reply => {
      const reply = carryOut(arrival, body, note);
      note({ done: reply.status });
      return reply;
    };
    if (fault === undefined) answer.send(carried());
    else await liveThrough(fault, { answer, carryOut: carried, wait });
  };

  const onArrival: FrontDoor['onArrival'] = (arrival, plainAnswer) => {
    const { method, path } = arrival;
    const route = findRoute(routes, arrival)?.name;
    const note = log.open({
      at: options.now(),
      method,
      path,
      query: Object.fromEntries(arrival.search),
      ...(route === undefined ? {} : { route }),
    });
    const answer = recording(plainAnswer, note);
    const call = { at: options.monotonicMs(), method, path };
    const retryAfterS = windows.arrive({ ...call, route });
    const orderedS = throttle.arrive(call);
    if (retryAfterS !== undefined || orderedS !== undefined) {
      const seconds = Math.max(retryAfterS ?? 0, orderedS ?? 0);
      answer.send(tooManyRequests(seconds));
      throttle.answered(options.monotonicMs(), seconds);
      return;
    }
    handle(arrival, answer, note).catch((error: unknown) => {
      console.error('defender simulator:', error);
      answer.send(internalServerError());
    });
  };

  return {
    onArrival,
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

export interface FrontDoorOptions {
  readonly now: () => number;
  /** Milliseconds on a clock that never goes back. */
  readonly monotonicMs: () => number;
  readonly introspect: Introspect;
  readonly routes: readonly Route[];
  readonly faults: Faults;
  readonly throttle: Throttle;
  readonly windows: RateWindows;
  readonly log: RequestLog;
}

export interface FrontDoor {
  readonly onArrival: (arrival: Arrival, answer: Answer) => void;
  /** Forgets the slow answers that still wait. */
  readonly stop: () => void;
}

type Note = (facts: Partial<LoggedRequest>) => void;

function findRoute(routes: readonly Route[], arrival: Arrival): Route | undefined {
  const path = apiPath(arrival.path);
  if (path === undefined) return undefined;
  return routes.find((route) => route.method === arrival.method && route.path.test(path));
}

function recording(answer: Answer, note: Note): Answer {
  return {
    send: (reply) => {
      const isSent = answer.send(reply);
      if (isSent) note({ status: reply.status });
      return isSent;
    },
    sendHalf: (reply) => {
      const isSent = answer.sendHalf(reply);
      if (isSent) note({ status: reply.status });
      return isSent;
    },
    reset: answer.reset,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

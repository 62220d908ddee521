import type { RawDatabase, Row } from './raw-database';

/** Everything that one request left in a store. */
export interface Life {
  readonly request: Row;
  readonly runs: readonly Row[];
  readonly reviews: readonly Row[];
  /** In order. */
  readonly events: readonly Row[];
  readonly posts: readonly Row[];
  readonly deliveries: readonly Row[];
}

/** Reads the life of the only request in a store. */
export const readLife = async (raw: RawDatabase): Promise<Life> => {
  const [request, ...others] = await raw.all('request');
  if (request === undefined || others.length > 0) throw new Error('a life is read from a store that holds one request');
  const events = (await raw.all('event')).filter((event) => event['request_id'] === request['id']);
  return {
    request,
    runs: await raw.all('run'),
    reviews: await raw.all('review'),
    events: [...events].sort((a, b) => Number(a['seq']) - Number(b['seq'])),
    posts: (await raw.all('post')).filter((post) => post['request_id'] === request['id']),
    // Their bodies are erased after half an hour.
    deliveries: (await raw.all('delivery')).map((delivery) => ({ ...delivery, body: null })),
  };
};

// Outgoing HTTP by its meaning, and Slack's deliveries, seen at the socket: whatever library makes the call.
const { Server } = require('node:http');
const { Socket } = require('node:net');

const NAMES = { SLACK_API_URL: 'slack', DEFENDER_API_URL: 'defender', AZURE_AUTHORITY_HOST: 'entra' };
const systems = new Map(
  Object.entries(NAMES).flatMap(([setting, system]) => {
    const url = process.env[setting];
    return url === undefined ? [] : [[new URL(url).host, system]];
  }),
);
const inPort = Number(process.env.PORT);

const REQUEST = /^(GET|POST) (\S+) HTTP\/1\.1\r\n/;
const HOST = /\r\nhost: *(\S+)/i;

/** `defender POST restrictCodeExecution`, `slack chat.postMessage`, `entra token`. Null: no request of ours begins here. */
const meaningOf = (text) => {
  const [, verb, target] = REQUEST.exec(text) ?? [];
  const system = systems.get(HOST.exec(text)?.[1] ?? '');
  if (target === undefined || system === undefined) return null;
  const path = target.split('?')[0];
  if (system === 'entra') return 'entra token';
  if (system === 'slack') return path.startsWith('/api/') ? `slack ${path.slice(5)}` : 'slack response_url';
  const last = path.split('/').at(-1);
  return verb === 'GET' ? `defender GET ${/^[a-z]+$/.test(last) ? last : 'one'}` : `defender POST ${last}`;
};

const bytesOf = (isMany, data, encoding) =>
  isMany
    ? Buffer.concat(data.map((part) => bytesOf(false, part.chunk ?? part, part.encoding)))
    : Buffer.isBuffer(data)
      ? data
      : typeof data === 'string'
        ? Buffer.from(data, encoding === 'buffer' ? 'utf8' : encoding)
        : Buffer.from(data.buffer, data.byteOffset, data.byteLength);

exports.watch = ({ cross, sabotage }) => {
  const underWay = new WeakMap();
  const write = Socket.prototype._writeGeneric;
  const push = Socket.prototype.push;
  const emit = Server.prototype.emit;

  const outgoing = (socket, name, bytes, go) => {
    cross(`${name} › before`);
    underWay.set(socket, name);
    sabotage.beside(name, socket, bytes);
    const result = go();
    cross(`${name} › written`);
    return result;
  };

  Socket.prototype._writeGeneric = function (isMany, data, encoding, done) {
    const go = () => write.call(this, isMany, data, encoding, done);
    // Not connected yet: it comes here again when it is.
    if (this.connecting) return go();
    const bytes = bytesOf(isMany, data, encoding);
    const text = bytes.subarray(0, 2_000).toString('latin1');
    const name = meaningOf(text);
    if (name !== null) return outgoing(this, name, bytes, go);
    if (this.localPort !== inPort || !text.startsWith('HTTP/1.1 200')) return go();
    cross('delivery › before its 200');
    const result = go();
    cross('delivery › 200 written');
    return result;
  };

  Socket.prototype.push = function (chunk, encoding) {
    const name = underWay.get(this);
    if (chunk && name !== undefined) {
      underWay.delete(this);
      cross(`${name} › answered`);
    }
    return push.call(this, chunk, encoding);
  };

  Server.prototype.emit = function (event, ...args) {
    if (event === 'request' && args[0]?.socket?.localPort === inPort) cross('delivery › arrived');
    return emit.call(this, event, ...args);
  };
};

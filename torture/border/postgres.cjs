// The PostgreSQL driver, query by query.
const { Client } = require('pg');
const { crossAround, followTransactions } = require('./statement.cjs');

exports.watch = ({ cross }) => {
  const query = Client.prototype.query;
  const followers = new WeakMap();
  Client.prototype.query = function (config, values, done) {
    const sql = typeof config === 'string' ? config : config?.text;
    if (typeof sql !== 'string' || typeof values === 'function' || typeof done === 'function') {
      return query.call(this, config, values, done);
    }
    const name = followers.get(this) ?? followTransactions();
    followers.set(this, name);
    return crossAround(cross, name(sql, values ?? config.values ?? []), () => query.call(this, config, values));
  };
};

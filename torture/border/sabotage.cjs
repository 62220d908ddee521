// Deliberate bugs, once each, to prove that the verdict finds them: it must not be able to pass by accident.
//   'swallow commit NAME'     a commit of this name is rolled back, and the program is told that it was made
//   'forget N write NAME'     the N-th statement of this name is not carried out, and the program is told that it was
//   'lift beside NAME'        a second later than a restriction, a call that lifts it goes out, which nobody approved
const { connect } = require('node:net');

const LATER_MS = 1_000;

exports.saboteur = (order = '') => {
  let isDone = false;
  const met = new Map();
  const once = (what) => {
    if (isDone || order !== what) return false;
    isDone = true;
    return true;
  };
  const lift = (socket, bytes) => {
    const { remotePort, remoteAddress } = socket;
    const other = bytes.toString('latin1').replace('/restrictCodeExecution', '/unrestrictCodeExecution');
    setTimeout(() => {
      const second = connect(remotePort, remoteAddress, () => second.write(other, 'latin1'));
      second.on('data', () => second.destroy());
      second.on('error', () => {});
    }, LATER_MS);
  };
  return {
    isSwallowed: (commit) => once(`swallow commit ${commit}`),
    isForgotten: (write) => {
      met.set(write, (met.get(write) ?? 0) + 1);
      return once(`forget ${met.get(write)} write ${write}`);
    },
    beside: (name, socket, bytes) => {
      if (once(`lift beside ${name}`)) lift(socket, bytes);
    },
  };
};

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Resident memory of a process in megabytes (10^6 bytes); NaN where neither /proc nor ps can tell. */
export const residentMegabytes = (pid: number): number => {
  const kibibytes = fromProc(pid) ?? fromPs(pid) ?? Number.NaN;
  return (kibibytes * 1_024) / 1_000_000;
};

const fromProc = (pid: number): number | null => {
  try {
    const found = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found === null ? null : Number(found[1]);
  } catch {
    return null;
  }
};

const fromPs = (pid: number): number | null => {
  try {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).trim());
  } catch {
    return null;
  }
};

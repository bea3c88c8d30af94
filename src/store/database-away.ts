/** Errors that say that the database does not answer now, and that the same may be tried again later. */

/** Of the system, when a connection is made or breaks. */
const SYSTEM_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
];
/** Of PostgreSQL (appendix A of its manual): connection exceptions, too many connections, ended, crashed, starting up. */
const SQL_STATE = /^(?:08...|53300|57P0[1-35])$/;
/** What `pg` says without a code. */
const DRIVER_WORDS =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;
const SYSTEM_CALLS = ['connect', 'read', 'write', 'getaddrinfo'];

/** Whether an error of a query, or of a connection, means that the database is away. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (DRIVER_WORDS.test(error.message)) return true;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  if (typeof code !== 'string') return false;
  // The same codes tell of files, with other calls.
  return SQL_STATE.test(code) || (SYSTEM_CODES.includes(code) && SYSTEM_CALLS.includes(String(syscall)));
}

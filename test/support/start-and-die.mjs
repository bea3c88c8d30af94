// Starts the embedded database of the folder in the first argument, then is killed.
import { EmbeddedPostgres } from '../../dist/store/postgres/embedded-postgres.js';

await EmbeddedPostgres.start(process.argv[2]);
process.kill(process.pid, 'SIGKILL');

/** Where a PostgreSQL server is and who connects to it. */
export interface ConnectionSettings {
  /** A host, or the folder of its Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

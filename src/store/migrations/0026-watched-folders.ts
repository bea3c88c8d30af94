/** What the servers say of the folders that they watch: whether each can be read, and which files were passed over. */

import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // passed_over: [{file, problem, noticedAt}], earliest first.
  await sql`
    create table watched_folder (
      organisation_id uuid not null references organisation on delete cascade,
      server text not null,
      path text not null,
      site_id uuid references site on delete set null,
      looked_at timestamptz not null,
      problem text,
      problem_since timestamptz,
      passed_over jsonb not null,
      primary key (organisation_id, server, path),
      check ((problem is null) = (problem_since is null))
    )`.execute(db);
  await sql`call separate_organisations('watched_folder')`.execute(db);
}

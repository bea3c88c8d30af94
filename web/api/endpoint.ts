/** One entry of the table of endpoints: everything that the client must know to call a route, typed by the contract. */

import type { z } from 'zod';

/** Kinds of the change feed after which an answer is out of date. */
export type ChangeKind = string;

export interface Endpoint<
  Path extends string = string,
  Query extends z.ZodType | undefined = z.ZodType | undefined,
  Body extends z.ZodType | undefined = z.ZodType | undefined,
  Response extends z.ZodType = z.ZodType,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As the server states it: `/api/devices/:id`. */
  readonly path: Path;
  readonly query?: Query;
  readonly body?: Body;
  readonly response: Response;
  /** What the answer speaks of: queries of it are asked again when the feed names one of these. */
  readonly concerns?: readonly ChangeKind[];
  /** Kind of the object whose `id` stands in the path: changes of others of its kind do not touch the answer. */
  readonly about?: ChangeKind;
}

/** `id` of `/api/devices/:id`. */
type NamesIn<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | NamesIn<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

type PathOf<Path extends string> = [NamesIn<Path>] extends [never]
  ? { readonly path?: undefined }
  : { readonly path: Readonly<Record<NamesIn<Path>, string>> };

type QueryOf<Query> = Query extends z.ZodType
  ? { readonly query?: { readonly [Name in keyof z.output<Query>]?: z.output<Query>[Name] | undefined } }
  : { readonly query?: undefined };

type BodyOf<Body> = Body extends z.ZodType ? { readonly body: z.input<Body> } : { readonly body?: undefined };

/** What a call of the endpoint needs. */
export type RequestOf<E extends Endpoint> =
  E extends Endpoint<infer Path, infer Query, infer Body>
    ? PathOf<Path> & QueryOf<Query> & BodyOf<Body>
    : never;

export type AnswerOf<E extends Endpoint> = z.output<E['response']>;

/** States an endpoint; a function so that its types are inferred. */
export function endpoint<
  const Path extends string,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  Response extends z.ZodType = z.ZodType,
>(stated: Endpoint<Path, Query, Body, Response>): Endpoint<Path, Query, Body, Response> {
  return stated;
}

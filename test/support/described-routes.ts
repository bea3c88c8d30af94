/** Routes as the server's own description (OpenAPI) has them, and requests that fit it. */

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

export interface DescribedRoute {
  readonly method: string;
  /** `/api/devices/{id}` */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Of a JSON body; undefined when the route takes none. */
  readonly body: Schema | undefined;
}

export interface Description {
  readonly routes: readonly DescribedRoute[];
  readonly schemas: Readonly<Record<string, Schema>>;
}

interface OpenApi {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly parameters?: readonly Parameter[];
            readonly requestBody?: {
              readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
            };
          }
        >
      >
    >
  >;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** What the server says of itself, to whoever asks it. */
export async function describedRoutes(person: {
  get(path: string): Promise<{ readonly body: unknown }>;
}): Promise<Description> {
  const { paths, components } = (await person.get('/api/openapi.json')).body as OpenApi;
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      ...{ method: method.toUpperCase(), path, parameters },
      body: requestBody?.content?.['application/json']?.schema,
    })),
  );
  return { routes, schemas: components?.schemas ?? {} };
}

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g;

/** Every id in a text, once. */
export const idsIn = (text: string): string[] => [...new Set(text.match(UUID))];

/** Whether a route is about one object, which its path names. */
export const isObject = ({ path }: DescribedRoute): boolean => path.includes('{');

/** The list that the object of a route stands in, if there is one: `/api/devices` of `/api/devices/{id}/notes`. */
export const listAbove = ({ path }: DescribedRoute): string => path.slice(0, path.indexOf('/{'));

/** What texts and ids of a request are made from. */
export interface Material {
  readonly ids: readonly string[];
  readonly texts: readonly string[];
}

/** Values that fit a schema, as far as a schema says it. */
export function fitting(schema: Schema, description: Description, material: Material): fc.Arbitrary<unknown> {
  const its = (part: Schema) => fitting(part, description, material);
  if (schema.$ref) return its(description.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map(its));
  if (schema.allOf) return fc.tuple(...schema.allOf.map(its)).map((parts) => Object.assign({}, ...parts));
  const [type] = [schema.type].flat();
  switch (type) {
    case 'object':
      return objectFitting(schema, its);
    case 'array': {
      const { minItems = 0, items = {} } = schema;
      return fc.array(its(items), { minLength: minItems, maxLength: minItems + 1 });
    }
    case 'integer':
    case 'number':
      return fc.integer({
        min: schema.minimum ?? 0,
        max: Math.min(schema.maximum ?? 100, (schema.minimum ?? 0) + 100),
      });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return textFitting(schema, material);
  }
}

function objectFitting(
  { properties = {}, required = [], additionalProperties }: Schema,
  its: (part: Schema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const members = Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, its(part)]));
  const requiredKeys = required.filter((name) => name in members);
  const stated = fc.record(members, { requiredKeys });
  if (typeof additionalProperties !== 'object' || Object.keys(properties).length > 0) return stated;
  return fc.dictionary(fc.constantFrom('a', 'b'), its(additionalProperties), { maxKeys: 2 });
}

function textFitting(schema: Schema, { ids, texts }: Material): fc.Arbitrary<string> {
  const { format, pattern, minLength = 0, maxLength = 1_000 } = schema;
  if (format === 'uuid') return fc.constantFrom(...ids);
  if (format === 'email') return fc.uuid().map((id) => `${id}@hospital.example`);
  if (format === 'date-time') return fc.constantFrom(0, 10, 30).map(instantIn);
  if (format === 'date') return fc.constant('2026-11-22');
  if (format === 'ipv4') return fc.constant('10.20.20.21');
  if (format === 'uri') return fc.constant('https://hospital.example/');
  const fittingIds = pattern === undefined ? [] : ids.filter((id) => new RegExp(pattern).test(id));
  if (fittingIds.length > 0) return fc.constantFrom(...fittingIds);
  if (pattern !== undefined)
    return fc.stringMatching(new RegExp(pattern), { maxLength: Math.min(maxLength, 100) });
  return fc.constantFrom(...texts).map((text) => text.padEnd(minLength, ' and so on').slice(0, maxLength));
}

const instantIn = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

/** Whether an id of ours fits a place, such as that of a path's parameter. */
export const takesId = ({ format, pattern }: Schema): boolean =>
  format === 'uuid' || (pattern !== undefined && new RegExp(pattern).test(randomUUID()));

/** A call of a route: parameters and body that fit it. */
export function callOf(
  route: DescribedRoute,
  description: Description,
  material: Material,
): fc.Arbitrary<{ readonly url: string; readonly body?: unknown }> {
  const values = (where: Parameter['in']) => {
    const own = route.parameters.filter((parameter) => parameter.in === where);
    const members = Object.fromEntries(
      own.map(({ name, schema }) => [name, fitting(schema, description, material)]),
    );
    const requiredKeys = own.filter(({ required }) => required).map(({ name }) => name);
    return fc.record(members, {
      requiredKeys: where === 'path' ? own.map(({ name }) => name) : requiredKeys,
    });
  };
  const body = route.body ? fitting(route.body, description, material) : fc.constant(undefined);
  return fc
    .record({ path: values('path'), query: values('query'), body })
    .map(({ path, query, body: sent }) => {
      const filled = route.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(path[name])));
      const search = new URLSearchParams(
        Object.entries(query).map(([name, value]) => [name, String(value)] as [string, string]),
      ).toString();
      return {
        url: search === '' ? filled : `${filled}?${search}`,
        ...(sent !== undefined && { body: sent }),
      };
    });
}

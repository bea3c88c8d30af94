/**
 * PATCH of SCIM (RFC 7644 3.5.2): operations on a resource, one after the other, all or none. Attributes that are not kept
 * here are passed over, for directories send many; names of attributes and operations have no case, since real directories
 * write `Replace` and `Add`.
 */

import { ScimError } from './scim-error.ts';
import { type Comparison, parseFilter } from './scim-filter.ts';

export type Value =
  | string
  | number
  | boolean
  | null
  | readonly Value[]
  | { readonly [member: string]: Value };
type Members = { readonly [member: string]: Value };
export type Document = Members;

/** Attributes of a resource: of one value, with members, or lists of values with members. */
export type Shape = Readonly<
  Record<string, 'simple' | { readonly complex: readonly string[] } | { readonly list: readonly string[] }>
>;

export interface Operation {
  readonly op: string;
  readonly path?: string | undefined;
  readonly value?: unknown;
}

/** Values of one list, such as the members of a group. */
export const LIST_LIMIT = 10_000;
const PATH_LIMIT = 500;
const PATH = /^(?:urn:[\w.:-]*:)?([A-Za-z][\w$-]*)(?:\[(.*)\])?(?:\.([A-Za-z][\w$-]*))?$/s;

interface Path {
  readonly attribute: string;
  readonly filter: Comparison | undefined;
  readonly member: string | undefined;
}

/** A new document. Throws a ScimError when an operation cannot be carried out; the document given is not touched. */
export function applyOperations(
  document: Document,
  operations: readonly Operation[],
  shape: Shape,
): Document {
  return operations.reduce((present, operation) => applyOperation(present, operation, shape), document);
}

function applyOperation(document: Document, { op, path, value }: Operation, shape: Shape): Document {
  const kind = op.toLowerCase();
  if (kind !== 'add' && kind !== 'replace' && kind !== 'remove')
    throw new ScimError(400, 'invalidSyntax', 'An operation is add, replace or remove.');
  if (path !== undefined && path !== '') {
    const target = parsePath(path, shape);
    if (!target) return document;
    if (kind === 'remove') return remove(document, target, value as Value | undefined, shape);
    return write(document, target, valueGiven(value), kind, shape);
  }
  if (kind === 'remove') throw new ScimError(400, 'noTarget', 'A removal needs a path.');
  const members = valueGiven(value);
  if (!isMembers(members)) throw new ScimError(400, 'invalidValue', 'Without a path the value is an object.');
  // A member may itself be a path: {"name.givenName": "Ann"}.
  return Object.entries(members).reduce((present, [name, each]) => {
    const target = parsePath(name, shape);
    return target ? write(present, target, each, kind, shape) : present;
  }, document);
}

/** Undefined for an attribute that is not kept. */
function parsePath(text: string, shape: Shape): Path | undefined {
  const [, name, filter, sub] = (text.length <= PATH_LIMIT && PATH.exec(text)) || [];
  if (name === undefined) throw new ScimError(400, 'invalidPath', 'The path cannot be read.');
  const attribute = sameName(Object.keys(shape), name);
  if (attribute === undefined) return undefined;
  const form = shape[attribute];
  const known = form === undefined || form === 'simple' ? [] : 'complex' in form ? form.complex : form.list;
  const member = sub === undefined ? undefined : sameName(known, sub);
  if (sub !== undefined && member === undefined) return undefined;
  if (filter !== undefined && !(typeof form === 'object' && 'list' in form))
    throw new ScimError(400, 'invalidPath', `${attribute} is no list.`);
  return { attribute, member, filter: filter === undefined ? undefined : parseFilter(filter) };
}

function write(
  document: Document,
  { attribute, filter, member }: Path,
  value: Value,
  kind: 'add' | 'replace',
  shape: Shape,
): Document {
  const form = shape[attribute];
  const present = document[attribute];
  if (form === 'simple' || form === undefined) return { ...document, [attribute]: value };
  if ('complex' in form) {
    const members = isMembers(present) ? present : {};
    if (member !== undefined) return { ...document, [attribute]: { ...members, [member]: value } };
    if (!isMembers(value)) throw new ScimError(400, 'invalidValue', `${attribute} has members.`);
    const given = knownMembers(value, form.complex);
    return { ...document, [attribute]: kind === 'add' ? { ...members, ...given } : given };
  }
  const list = listOf(present);
  if (!filter && member === undefined) {
    const given = listGiven(value, form.list);
    return { ...document, [attribute]: bounded(kind === 'add' ? joined(list, given) : joined([], given)) };
  }
  const change = (element: Members): Members => {
    if (member !== undefined) return { ...element, [member]: value };
    const [given = {}] = listGiven(value, form.list);
    return kind === 'add' ? { ...element, ...given } : given;
  };
  const hits = list.map((element) => !filter || matches(element, filter));
  if (hits.some(Boolean))
    return { ...document, [attribute]: list.map((element, at) => (hits[at] ? change(element) : element)) };
  if (kind === 'replace')
    throw new ScimError(400, 'noTarget', `Nothing in ${attribute} is meant by the path.`);
  const born: Members = filter ? { [sameName(form.list, filter.attribute) ?? 'value']: filter.value } : {};
  return { ...document, [attribute]: bounded([...list, change(born)]) };
}

function remove(
  document: Document,
  { attribute, filter, member }: Path,
  value: Value | undefined,
  shape: Shape,
): Document {
  const present = document[attribute];
  const form = shape[attribute];
  const without = (members: Members, name: string): Members =>
    Object.fromEntries(Object.entries(members).filter(([each]) => each !== name));
  if (typeof form === 'object' && 'list' in form) {
    const isMeant = (element: Members) =>
      filter ? matches(element, filter) : isAmong(element, value, form.list);
    const list = listOf(present);
    const left =
      member === undefined
        ? list.filter((element) => !isMeant(element))
        : list.map((element) => (isMeant(element) ? without(element, member) : element));
    return { ...document, [attribute]: left };
  }
  if (member !== undefined && isMembers(present))
    return { ...document, [attribute]: without(present, member) };
  return without(document, attribute);
}

/** Some directories name what to remove in the value and not in the path; without either, everything goes. */
function isAmong(element: Members, value: Value | undefined, known: readonly string[]): boolean {
  if (value === undefined || value === null) return true;
  return listGiven(value, known).some((given) => given['value'] === element['value']);
}

function valueGiven(value: unknown): Value {
  if (value === undefined) throw new ScimError(400, 'invalidValue', 'The operation needs a value.');
  return value as Value;
}

function listGiven(value: Value, known: readonly string[]): Members[] {
  const given: readonly Value[] = Array.isArray(value) ? (value as readonly Value[]) : [value as Value];
  return given.map((each) => {
    if (isMembers(each)) return knownMembers(each, known);
    if (typeof each === 'string') return { value: each };
    throw new ScimError(400, 'invalidValue', 'A value of a list is an object or a text.');
  });
}

/** What is there once, by its value, stays once. */
function joined(list: readonly Members[], more: readonly Members[]): Members[] {
  const byValue = new Map<Value | undefined, Members>();
  for (const element of [...list, ...more]) byValue.set(element['value'] ?? JSON.stringify(element), element);
  return [...byValue.values()];
}

function bounded(list: Members[]): Members[] {
  if (list.length > LIST_LIMIT)
    throw new ScimError(400, 'tooMany', `A list has at most ${LIST_LIMIT} values.`);
  return list;
}

function knownMembers(members: Members, known: readonly string[]): Members {
  const kept: Record<string, Value> = {};
  for (const [name, value] of Object.entries(members)) {
    const canonical = sameName(known, name);
    if (canonical !== undefined) kept[canonical] = value;
  }
  return kept;
}

function matches(element: Members, { attribute, value }: Comparison): boolean {
  const name = sameName(Object.keys(element), attribute);
  const found = name === undefined ? null : element[name];
  if (typeof found === 'string' && typeof value === 'string')
    return found.toLowerCase() === value.toLowerCase();
  return found === value;
}

function sameName(names: readonly string[], sought: string): string | undefined {
  return names.find((name) => name.toLowerCase() === sought.toLowerCase());
}

function listOf(value: Value | undefined): Members[] {
  return Array.isArray(value) ? (value as readonly Value[]).filter(isMembers) : [];
}

function isMembers(value: Value | undefined): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

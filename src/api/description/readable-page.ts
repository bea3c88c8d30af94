/**
 * The description of the API as a page to read: plain HTML without scripts, so that the content security policy of the
 * console holds for it too, and everything works offline.
 */

import { addUnder } from '../../base/lists-by-key.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

interface Operation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly 'x-permission'?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: { readonly content?: Content };
  readonly responses?: Readonly<
    Record<string, { readonly description?: string; readonly content?: Content }>
  >;
}
type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

export interface Description {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly tags?: readonly { readonly name: string; readonly description?: string }[];
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

export const STYLE_PATH = '/api/docs/style.css';

export const PAGE_STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; }
h2 { border-bottom: 1px solid; margin-top: 3rem; }
details { margin: .5rem 0; }
summary { cursor: pointer; padding: .25rem 0; }
code, .method { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
.method { display: inline-block; font-weight: 700; min-width: 4.5rem; }
table { border-collapse: collapse; margin: .5rem 0; width: 100%; }
th, td { border-bottom: 1px solid #8886; padding: .25rem .5rem; text-align: left; vertical-align: top; }
nav li { display: inline-block; margin-right: 1rem; }
`;

/** The whole page. Everything in it is escaped. */
export function readablePage(description: Description): string {
  const groups = new Map<string, string[]>();
  for (const [path, methods] of Object.entries(description.paths ?? {}))
    for (const [method, operation] of Object.entries(methods)) {
      const [tag = 'Other'] = operation.tags ?? [];
      addUnder(groups, tag, shownOperation(method, path, operation));
    }
  const about = new Map(description.tags?.map(({ name, description: text }) => [name, text ?? '']));
  const names = [...groups.keys()].sort();
  const title = `${description.info.title} API ${description.info.version}`;
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title><link rel="stylesheet" href="${STYLE_PATH}"></head><body><main>`,
    `<h1>${escaped(title)}</h1>${shownText(description.info.description ?? '')}`,
    '<p><a href="/api/openapi.json">OpenAPI 3.1 document</a></p>',
    `<nav aria-label="Groups"><ul>${names.map((name) => `<li><a href="#${anchor(name)}">${escaped(name)}</a></li>`).join('')}</ul></nav>`,
    ...names.map(
      (name) =>
        `<section id="${anchor(name)}"><h2>${escaped(name)}</h2><p>${escaped(about.get(name) ?? '')}</p>${(groups.get(name) ?? []).join('')}</section>`,
    ),
    `<section id="schemas"><h2>Documents</h2>${Object.entries(description.components?.schemas ?? {})
      .map(
        ([name, schema]) =>
          `<details id="${anchor(`schema-${name}`)}"><summary><code>${escaped(name)}</code></summary>${shownFields(schema)}</details>`,
      )
      .join('')}</section>`,
    '</main></body></html>',
  ].join('\n');
}

function shownOperation(method: string, path: string, operation: Operation): string {
  const { summary = '', description, parameters = [], requestBody, responses = {} } = operation;
  const rows = parameters.map(
    ({ name, in: place, required, description: text, schema }) =>
      `<tr><td><code>${escaped(name)}</code></td><td>${escaped(place)}${required ? ', required' : ''}</td><td>${shownType(schema ?? {})}</td><td>${escaped(text ?? schema?.description ?? '')}</td></tr>`,
  );
  const bodies = Object.entries(requestBody?.content ?? {}).map(
    ([type, { schema }]) =>
      `<p>Body, <code>${escaped(type)}</code>: ${shownType(schema ?? {})}</p>${shownFields(schema ?? {})}`,
  );
  const answers = Object.entries(responses).map(([status, { description: text = '', content = {} }]) => {
    const types = Object.values(content).map(({ schema }) => shownType(schema ?? {}));
    return `<tr><td>${escaped(status)}</td><td>${types.join(', ')}</td><td>${escaped(text)}</td></tr>`;
  });
  return [
    `<details><summary><span class="method">${escaped(method.toUpperCase())}</span><code>${escaped(path)}</code> ${escaped(summary)}</summary>`,
    `<p>Needs: <code>${escaped(operation['x-permission'] ?? 'public')}</code></p>`,
    shownText(description ?? ''),
    rows.length > 0
      ? `<table><thead><tr><th>Parameter</th><th>In</th><th>Type</th><th>Meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
      : '',
    ...bodies,
    `<table><thead><tr><th>Answer</th><th>Document</th><th>Meaning</th></tr></thead><tbody>${answers.join('')}</tbody></table></details>`,
  ].join('');
}

function shownFields({ properties, required = [] }: Schema): string {
  if (!properties) return '';
  const rows = Object.entries(properties).map(
    ([name, schema]) =>
      `<tr><td><code>${escaped(name)}</code>${required.includes(name) ? '' : ' (optional)'}</td><td>${shownType(schema)}</td><td>${escaped(schema.description ?? '')}</td></tr>`,
  );
  return `<table><thead><tr><th>Member</th><th>Type</th><th>Meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function shownType(schema: Schema): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return `<a href="#${anchor(`schema-${name}`)}">${escaped(name)}</a>`;
  }
  const parts = schema.anyOf ?? schema.oneOf;
  if (parts) return parts.map(shownType).join(' or ');
  if (schema.enum)
    return schema.enum.map((value) => `<code>${escaped(JSON.stringify(value))}</code>`).join(' or ');
  if (schema.const !== undefined) return `<code>${escaped(JSON.stringify(schema.const))}</code>`;
  if (schema.items) return `list of ${shownType(schema.items)}`;
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : String(schema.type ?? 'anything');
  return escaped(schema.format === undefined ? type : `${type}, ${schema.format}`);
}

/** Paragraphs and lists of a text with backquotes. */
function shownText(text: string): string {
  const line = (part: string) => escaped(part).replace(/`([^`]*)`/g, '<code>$1</code>');
  return text
    .split(/\n{2,}/)
    .filter((part) => part !== '')
    .map((part) =>
      part.startsWith('- ')
        ? `<ul>${part
            .split('\n')
            .map((item) => `<li>${line(item.slice(2))}</li>`)
            .join('')}</ul>`
        : `<p>${line(part)}</p>`,
    )
    .join('');
}

const anchor = (name: string): string => name.replace(/[^\w-]/g, '-').toLowerCase();

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

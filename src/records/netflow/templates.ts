/** Templates of NetFlow v9 and IPFIX: which fields the records of a set hold, for each exporter's observation domain. */

/** Templates held in all, and fields of one. */
export const TEMPLATE_LIMIT = 4_096;
export const FIELD_LIMIT = 256;

/** Length of a field that states its own length before each value (IPFIX, RFC 7011 section 7). */
export const VARIABLE = 0xffff;

export interface TemplateField {
  /** Number of the information element; 0 for one of a private enterprise. */
  readonly element: number;
  /** Octets, or VARIABLE. */
  readonly length: number;
  /** Of a biflow (RFC 5103): the element in the direction back. */
  readonly isReverse: boolean;
}

export class Templates {
  private readonly byKey = new Map<string, readonly TemplateField[]>();

  /** False when there is no room for another. */
  keep(version: number, domain: number, id: number, fields: readonly TemplateField[]): boolean {
    const key = `${version} ${domain} ${id}`;
    if (!this.byKey.has(key) && this.byKey.size >= TEMPLATE_LIMIT) return false;
    this.byKey.set(key, fields);
    return true;
  }

  of(version: number, domain: number, id: number): readonly TemplateField[] | undefined {
    return this.byKey.get(`${version} ${domain} ${id}`);
  }
}

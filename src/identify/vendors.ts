/**
 * Makers: one canonical name per maker out of the many spellings that devices, certificates and the IEEE registry
 * use, and which makers became which. The data is `fingerprints/vendors.json`.
 *
 * A device keeps the name that it states ("Hospira" stays Hospira); that Hospira is ICU Medical today is a relation,
 * so that two sources that use the old and the new name do not contradict each other.
 */

/** What a maker makes, which decides how much a network address registered to it says about a device. */
export type VendorKind =
  | 'device-maker'
  | 'computer-maker'
  | 'network-maker'
  | 'chip-maker'
  | 'contract-manufacturer'
  | 'embedded-module-maker'
  | 'virtualisation'
  | 'software-maker';

export interface Vendor {
  /** Canonical name as people write it. */
  readonly name: string;
  readonly kind: VendorKind;
  /** Further whole spellings, compared after folding. */
  readonly aliases?: readonly string[];
  /** Beginnings of longer names that mean this maker, for the IEEE registry: "Philips Medical Systems". */
  readonly prefixes?: readonly string[];
  /** What became of this maker: bought or renamed, in that year; with `scope` when only a part of it. */
  readonly became?: readonly { readonly name: string; readonly year: number; readonly scope?: string }[];
  /** The house that this maker is a part of: Siemens Healthineers is part of Siemens. */
  readonly partOf?: string;
}

export interface VendorFile {
  readonly about: string;
  readonly vendors: readonly Vendor[];
}

export interface RegistryVendor {
  readonly vendor: string;
  readonly kind: VendorKind;
}

/** True when a network address of such a maker says who made the device (if weakly). */
export function namesDevice(kind: VendorKind): boolean {
  return kind === 'device-maker' || kind === 'computer-maker' || kind === 'network-maker';
}

/** Words that say only what kind of company it is; ignored at the end of a name. */
const COMPANY_WORDS = new Set(
  (
    'ab ag aps as asa bhd bv bvba cie co company corp corporation cv doo eg gmbh group holding holdings inc ' +
    'incorporated international intl kft kg kgaa kk limited llc llp lp ltd ltda mbh nv oy oyj plc pte pty pvt sa sas ' +
    'sarl sdn se spa spol sro srl tbk tic usa ' +
    'and s r l o a p z'
  ).split(' '),
);
/** Names remembered with their maker; all are dropped at the limit. */
const REMEMBERED_NAMES = 4_096;
/** No name in use is longer; the rest of a longer text is ignored. */
const NAME_LIMIT = 128;

/**
 * `text` in the form in which names are compared: lower case, without diacritics, punctuation and company words at
 * the end ("Drägerwerk AG & Co. KGaA" becomes "dragerwerk").
 */
export function foldVendorName(text: string): string {
  const cut = text.slice(0, NAME_LIMIT);
  const words = (ASCII.test(cut) ? cut.toLowerCase() : foldLetters(cut))
    .replace(/['’`´]/g, '')
    .replace(/\b([a-z])\.(?=[a-z]\.)/g, '$1')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  let end = words.length;
  while (end > 1 && COMPANY_WORDS.has(words[end - 1] ?? '')) end -= 1;
  return words.slice(0, end).join(' ');
}

/** Nearly all names: they have nothing to fold. */
const ASCII = /^[ -~]*$/;

function foldLetters(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('æ', 'ae')
    .replaceAll('ı', 'i');
}

/** The makers of a vendor file, found by any of their names. */
export class VendorDirectory {
  readonly #vendors = new Map<string, Vendor>();
  readonly #byFoldedName = new Map<string, Vendor>();
  readonly #byFoldedPrefix = new Map<string, Vendor>();
  readonly #found = new Map<string, Vendor | undefined>();

  constructor(file: VendorFile) {
    for (const vendor of file.vendors) {
      this.#vendors.set(vendor.name, vendor);
      for (const name of [vendor.name, ...(vendor.aliases ?? [])])
        this.#byFoldedName.set(foldVendorName(name), vendor);
      for (const prefix of vendor.prefixes ?? []) this.#byFoldedPrefix.set(foldVendorName(prefix), vendor);
    }
  }

  get names(): readonly string[] {
    return [...this.#vendors.keys()];
  }

  /** The entry with this canonical name. */
  vendor(name: string): Vendor | undefined {
    return this.#vendors.get(name);
  }

  /** The canonical name of the maker that `text` names, or undefined when it is not known. */
  canonicalVendor(text: string): string | undefined {
    return this.#find(text)?.name;
  }

  /** The maker behind an organisation name of the IEEE registry; undefined when it is not known. */
  vendorOfRegistryName(ieeeName: string): RegistryVendor | undefined {
    const vendor = this.#find(ieeeName);
    return vendor && { vendor: vendor.name, kind: vendor.kind };
  }

  /** The maker that stands for this one today: "Hospira" gives "ICU Medical"; unknown names stay as they are. */
  currentVendor(text: string): string {
    const start = this.#find(text);
    if (start === undefined) return text;
    const visited = new Set([start]);
    let current = start;
    for (const vendor of visited) {
      current = vendor;
      const next = vendor.became?.find((step) => step.scope === undefined);
      const successor = next && this.#vendors.get(next.name);
      if (successor) visited.add(successor);
    }
    return current.name;
  }

  /**
   * Whether two names can stand for one maker: the same name, an old and a new name, two names that became one
   * maker, or a house and its part. Two parts of one house are different makers.
   */
  sameVendor(a: string, b: string): boolean {
    const first = this.#find(a);
    const second = this.#find(b);
    if (first === undefined || second === undefined) return foldVendorName(a) === foldVendorName(b);
    if (first === second) return true;
    const firstLater = this.#laterNames(first);
    const secondLater = this.#laterNames(second);
    if ([...firstLater].some((vendor) => secondLater.has(vendor))) return true;
    return this.#houses(firstLater).has(second) || this.#houses(secondLater).has(first);
  }

  /** The maker that `text` names. Remembered, because the devices of a network share few makers. */
  #find(text: string): Vendor | undefined {
    if (this.#found.has(text)) return this.#found.get(text);
    const vendor = this.#search(text);
    if (this.#found.size >= REMEMBERED_NAMES) this.#found.clear();
    this.#found.set(text, vendor);
    return vendor;
  }

  #search(text: string): Vendor | undefined {
    const folded = foldVendorName(text);
    const exact = this.#byFoldedName.get(folded);
    if (exact) return exact;
    for (let end = folded.length; end > 0; end = folded.lastIndexOf(' ', end - 1)) {
      const vendor = this.#byFoldedPrefix.get(folded.slice(0, end));
      if (vendor) return vendor;
    }
    return undefined;
  }

  /** The vendor and all that it became. */
  #laterNames(vendor: Vendor): Set<Vendor> {
    const found = new Set([vendor]);
    for (const current of found) {
      for (const step of current.became ?? []) {
        const successor = this.#vendors.get(step.name);
        if (successor) found.add(successor);
      }
    }
    return found;
  }

  #houses(vendors: ReadonlySet<Vendor>): Set<Vendor> {
    const found = new Set<Vendor>(vendors);
    for (const vendor of found) {
      const house = vendor.partOf === undefined ? undefined : this.#vendors.get(vendor.partOf);
      if (house) found.add(house);
    }
    return found;
  }
}

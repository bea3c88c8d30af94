/** What the category rules may ask about one device. */

import { addUnder } from '../base/lists-by-key.ts';
import type { Attributes } from './fuse-evidence.ts';
import type { Observation } from './observation-store.ts';
import type { VendorKind } from './vendors.ts';

export interface DeviceService {
  readonly transport: 'tcp' | 'udp';
  readonly port: number;
  /** Dissector id; undefined when the protocol was not recognised. */
  readonly protocol: string | undefined;
  readonly role: 'server' | 'client';
}

const NO_VALUES: readonly string[] = [];

function groupByFact(observations: readonly Observation[]): Map<string, string[]> {
  const byFact = new Map<string, string[]>();
  for (const { protocol, field, value } of observations) addUnder(byFact, `${protocol}/${field}`, value);
  return byFact;
}

export class DeviceView {
  readonly attributes: Attributes;
  readonly services: readonly DeviceService[];
  /** It forwards packets of others. */
  readonly routes: boolean;
  /** What its maker makes, when the maker is known. */
  readonly makerKind: VendorKind | undefined;
  /** Known by a public address only, behind a router. */
  readonly external: boolean;
  private readonly observations: readonly Observation[];
  private byFact: Map<string, string[]> | undefined;

  constructor(
    attributes: Attributes,
    services: readonly DeviceService[],
    observations: readonly Observation[],
    traits: { routes: boolean; external: boolean; makerKind: VendorKind | undefined },
  ) {
    this.attributes = attributes;
    this.services = services;
    this.routes = traits.routes;
    this.external = traits.external;
    this.makerKind = traits.makerKind;
    this.observations = observations;
  }

  /** Values seen of a fact (`<dissector id>/<field>`). */
  values(fact: string): readonly string[] {
    if (this.observations.length === 0) return NO_VALUES;
    this.byFact ??= groupByFact(this.observations);
    return this.byFact.get(fact) ?? NO_VALUES;
  }

  /** Whether some value of the fact matches. */
  says(fact: string, pattern: RegExp): boolean {
    return this.values(fact).some((value) => pattern.test(value));
  }

  serves(protocol: string): boolean {
    return this.services.some((service) => service.role === 'server' && service.protocol === protocol);
  }

  servesPort(transport: 'tcp' | 'udp', port: number): boolean {
    return this.services.some(
      (service) => service.role === 'server' && service.transport === transport && service.port === port,
    );
  }

  /** Different protocols that it serves, or uses. */
  serviceCount(role: 'server' | 'client'): number {
    return new Set(
      this.services.filter((service) => service.role === role).map((service) => service.protocol),
    ).size;
  }

  uses(protocol: string): boolean {
    return this.services.some((service) => service.role === 'client' && service.protocol === protocol);
  }

  /** Lower-case text of the best operating system name; empty when unknown. */
  get os(): string {
    return this.attributes.os?.[0]?.value.toLowerCase() ?? '';
  }
}

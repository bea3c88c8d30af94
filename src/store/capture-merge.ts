/** What a capture shows, merged with what is known, portion by portion within the transaction that marks it as read. */

import { sql, type Transaction } from 'kysely';
import type { Conversation } from '../identify/conversation.ts';
import type { InventoryDevice } from '../identify/inventory.ts';
import { addConversations } from './conversations/add-conversations.ts';
import type { OrganisationId } from './database.ts';
import type { DeviceRules } from './device-rows.ts';
import { applyDevices } from './devices.ts';
import type { Tables } from './schema.ts';

export class CaptureMerge {
  private readonly transaction: Transaction<Tables>;
  private readonly organisation: OrganisationId;
  private readonly capture: string;
  private readonly rules: DeviceRules;
  /** Records that devices of the capture have taken. */
  private readonly taken = new Set<string>();
  /** Whole devices, and records, by their ids in the inventory. */
  private readonly wholes = new Map<string, string>();
  private readonly records = new Map<string, string>();
  /** Devices and their gateways, by ids in the inventory, that came in different portions. */
  private readonly parted: (readonly [device: string, gateway: string])[] = [];

  constructor(
    transaction: Transaction<Tables>,
    organisation: OrganisationId,
    capture: string,
    rules: DeviceRules,
  ) {
    this.rules = rules;
    this.transaction = transaction;
    this.organisation = organisation;
    this.capture = capture;
  }

  async addDevices(devices: readonly InventoryDevice[]): Promise<void> {
    const source = { kind: 'capture', id: this.capture } as const;
    const { transaction, organisation, rules, taken } = this;
    const applied = await applyDevices(transaction, organisation, source, devices, rules, taken);
    for (const [device, id] of applied.wholes) this.wholes.set(device, id);
    for (const [device, id] of applied.records) this.records.set(device, id);
    for (const { id, viaGateway } of devices)
      if (viaGateway !== null && !applied.wholes.has(viaGateway)) this.parted.push([id, viaGateway]);
  }

  /** Only after all devices. */
  async addConversations(conversations: readonly Conversation[]): Promise<void> {
    await addConversations(this.transaction, this.organisation, this.records, conversations);
  }

  /** Links devices with gateways that came in another portion. */
  async finish(): Promise<void> {
    const pairs = this.parted
      .map(([device, gateway]) => [this.wholes.get(device), this.wholes.get(gateway)] as const)
      .filter(([device, gateway]) => device !== undefined && gateway !== undefined && device !== gateway);
    if (pairs.length === 0) return;
    await sql`
      update device set via_device_id = pair.gateway
        from unnest(${pairs.map(([device]) => device)}::uuid[], ${pairs.map(([, gateway]) => gateway)}::uuid[])
          as pair (device, gateway)
       where device.id = pair.device and device.via_device_id is distinct from pair.gateway`.execute(
      this.transaction,
    );
  }
}

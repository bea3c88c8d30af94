/**
 * The shape of a topic: words of products and conventions stay, a MAC and the client identifier become placeholders,
 * and every other level becomes `*`, for topics name rooms and people (`dev/0080A3600071/status` -> `dev/<mac>/status`).
 */

import { macInText } from '../encodings/mac-in-text.ts';

/** Levels of a topic that are shown. */
export const TOPIC_LEVEL_LIMIT = 8;

/** Level names of products, of conventions (Homie, Sparkplug B, Home Assistant, Tasmota) and for states. */
const KNOWN_LEVELS = new Set(
  (
    'dev device devices sensor sensors gateway gateways edge node nodes bridge broker client clients system sys iot ' +
    'status state stat tele cmnd lwt will online offline connected connection availability alive heartbeat health ' +
    'event events alarm alarms data telemetry config info log error disconnect last-will lastwill presence ' +
    'homeassistant zigbee2mqtt zwave shellies shelly tasmota homie $state $online ' +
    'spbv1.0 ndeath ddeath nbirth dbirth frigate owntracks esphome openhab aws azure'
  ).split(' '),
);

/** The shape of `topic` as published by `clientId`. */
export function topicShape(topic: string, clientId: string): string {
  const levels = topic.split('/', TOPIC_LEVEL_LIMIT + 1);
  const shown = levels.slice(0, TOPIC_LEVEL_LIMIT).map((level) => levelShape(level, clientId));
  if (levels.length > TOPIC_LEVEL_LIMIT) shown.push('…');
  return shown.join('/');
}

function levelShape(level: string, clientId: string): string {
  if (level === '' || KNOWN_LEVELS.has(level.toLowerCase())) return level;
  if (clientId !== '' && level === clientId) return '<client-id>';
  return macInText(level) === '' ? '*' : '<mac>';
}

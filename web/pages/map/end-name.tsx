/** One end of a conversation: a device with a link to its page, or what else it is. */

import { DeviceName } from '../../components/device-name.tsx';
import { type ConversationEnd, endName } from '../../components/traffic-words.ts';
import { WireText } from '../../design/values.tsx';

export function EndName({ end }: { readonly end: ConversationEnd }) {
  if (!end.device) return <WireText>{endName(end)}</WireText>;
  return <DeviceName id={end.device.id} name={endName(end)} category={end.device.category} />;
}

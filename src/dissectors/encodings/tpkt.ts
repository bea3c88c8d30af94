/**
 * The transport of OSI protocols over TCP (RFC 1006 6, ITU-T X.224 13), which S7 and RDP share with MMS and H.323.
 *
 *   TPKT 03 00 length2        COTP length1 E0 connect | D0 confirm | F0 data, end1
 */

export const TPKT_VERSION = 3; // RFC 1006 6
export const TPKT_OCTETS = 4;
export const COTP_CONNECT_REQUEST = 0xe0; // X.224 13.3
export const COTP_CONNECT_CONFIRM = 0xd0; // X.224 13.4
export const COTP_DATA = 0xf0; // X.224 13.7, length indicator 2
/** TPKT and the header of COTP data: where the payload of a transport packet starts. */
export const COTP_DATA_OFFSET = 7;

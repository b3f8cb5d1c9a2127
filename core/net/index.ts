/**
 * `net` is what lies between machines, sites and clients: links that carry messages in one direction
 * with latency, jitter, bandwidth, loss and partitions. A message is a number of bytes and what
 * happens on its arrival; what is in it is the business of the floor that sends it. And names: a zone,
 * caches in which the time to live of an answer counts down, clients that hold answers for longer.
 *
 * It does not model: packets and congestion control (a loss is one retransmission time-out), routes
 * that are shared by several links, addresses, encryption, or connections that break and lose data.
 * Of names: several answers, negative ones, delegation, or a resolver that does not answer.
 */
export { DNS_HOLDS, DnsCache, DnsZone, heldUs } from './dns.ts'
export type { DnsAnswer, DnsCacheOptions, DnsHold, DnsRecord, DnsSource, DnsZoneOptions } from './dns.ts'
export { DnsClients } from './dns-clients.ts'
export type { DnsClientGroup, DnsClientsOptions } from './dns-clients.ts'
export { Link } from './link.ts'
export type { LinkOptions } from './link.ts'
export { checkLinkFault, checkLinkProfile, LINK_PROFILES } from './link-profile.ts'
export type { LinkFault, LinkProfile } from './link-profile.ts'

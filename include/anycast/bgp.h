#ifndef ANYCAST_BGP_H
#define ANYCAST_BGP_H

#include "anycast/ip.h"
#include "anycast/wire.h"

/*
 * BGP-4 messages of a speaker that announces and never listens to routes: RFC 4271 with 2918 (Route
 * Refresh), 4486 and 9003 (Cease), 4724 (End-of-RIB), 4760 and 2545 (IPv6), 5492 (Capabilities),
 * 6286, 6608, 6793 (four-octet AS), 7606 (error handling), 7607, 9072 and 9687.
 *
 * Decoders take hostile octets; encoders fail their writer when a message does not fit.
 */

#define BGP_HEADER_SIZE  19
#define BGP_MESSAGE_MAX  4096 /* octets of a message; RFC 8654 is not offered */
#define BGP_PORT         179
#define BGP_AS_TRANS     23456
#define BGP_UPDATE_MIN   23
#define BGP_REFRESH_SIZE 23

enum bgp_type {
	BGP_TYPE_OPEN = 1,
	BGP_TYPE_UPDATE = 2,
	BGP_TYPE_NOTIFICATION = 3,
	BGP_TYPE_KEEPALIVE = 4,
	BGP_TYPE_ROUTE_REFRESH = 5,
};

/* Error code (high octet) and subcode (low octet) of a NOTIFICATION. */
enum bgp_fault {
	BGP_FAULT_NONE = 0,
	BGP_FAULT_HEADER_MARKER = 0x0101,
	BGP_FAULT_HEADER_LENGTH = 0x0102,
	BGP_FAULT_HEADER_TYPE = 0x0103,
	BGP_FAULT_OPEN_MALFORMED = 0x0200,
	BGP_FAULT_OPEN_VERSION = 0x0201,
	BGP_FAULT_OPEN_PEER_AS = 0x0202,
	BGP_FAULT_OPEN_IDENTIFIER = 0x0203,
	BGP_FAULT_OPEN_PARAMETER = 0x0204,
	BGP_FAULT_OPEN_HOLD_TIME = 0x0206,
	BGP_FAULT_UPDATE_MALFORMED = 0x0301,
	BGP_FAULT_UPDATE_WELL_KNOWN = 0x0302,
	BGP_FAULT_UPDATE_NETWORK = 0x030a,
	BGP_FAULT_HOLD_TIMER = 0x0400,
	BGP_FAULT_FSM_OPEN_SENT = 0x0501, /* RFC 6608 */
	BGP_FAULT_FSM_OPEN_CONFIRM = 0x0502,
	BGP_FAULT_FSM_ESTABLISHED = 0x0503,
	BGP_FAULT_CEASE_SHUTDOWN = 0x0602, /* RFC 4486 */
};

/* Address families with SAFI unicast, as a set. */
enum bgp_family {
	BGP_FAMILY_NONE = 0,
	BGP_FAMILY_V4 = 1, /* AFI 1 SAFI 1 */
	BGP_FAMILY_V6 = 2, /* AFI 2 SAFI 1 */
};

/** bgp_family_of() - the family that carries prefixes of @family */
enum bgp_family bgp_family_of(enum ip_family family);
/** bgp_family_wire() - the family of an AFI and SAFI; BGP_FAMILY_NONE for what is not spoken here
 */
enum bgp_family bgp_family_wire(uint16_t afi, uint8_t safi);

struct bgp_header {
	uint16_t length; /* of the whole message */
	enum bgp_type type;
};

/**
 * bgp_header_decode() - check a message's first 19 octets, without waiting for the rest
 * @octets: exactly the header
 * @out: untouched on a fault
 * @data: on a fault the Data of the NOTIFICATION, borrowed from @octets
 *
 * Return: BGP_FAULT_NONE, or a BGP_FAULT_HEADER_ one (RFC 4271 section 6.1).
 */
enum bgp_fault bgp_header_decode(const uint8_t octets[static BGP_HEADER_SIZE],
				 struct bgp_header *out, struct bytes *data);

/** bgp_message_begin() - write a header of @type. Return: where the message starts in @writer */
size_t bgp_message_begin(struct writer *writer, enum bgp_type type);
/** bgp_message_end() - fill in the Length of the message that starts at @start */
void bgp_message_end(struct writer *writer, size_t start);

void bgp_keepalive_encode(struct writer *writer);

/* What an OPEN says. */
struct bgp_open {
	uint32_t asn;    /* the speaker's; of a received OPEN the value of capability 65, if any */
	uint16_t my_as;  /* the My Autonomous System field as received; not read by the encoder */
	uint16_t hold_s; /* Hold Time: 0 or at least 3 */
	uint32_t identifier;   /* BGP Identifier, host order */
	unsigned int families; /* set of enum bgp_family */
	bool as4;              /* capability 65 (RFC 6793) */
	bool refresh;          /* capability 2 (RFC 2918) */
};

/** bgp_open_encode() - write an OPEN; capabilities in one parameter (BGP-OPEN-01..07, CAP-01..04)
 */
void bgp_open_encode(struct writer *writer, const struct bgp_open *open);

/**
 * bgp_open_decode() - check and read an OPEN (RFC 4271 section 6.2, RFC 9072)
 * @message: the whole message, its header checked
 * @out: untouched on a fault
 * @data: on a fault the Data of the NOTIFICATION; static or borrowed from @message
 *
 * Return: BGP_FAULT_NONE, or a BGP_FAULT_OPEN_ one. Whether the peer is the right one is asked of
 * bgp_open_judge().
 */
enum bgp_fault bgp_open_decode(struct bytes message, struct bgp_open *out, struct bytes *data);

/**
 * bgp_open_judge() - whether the sender of @theirs is the configured peer
 * @peer_asn: configured
 *
 * Return: BGP_FAULT_NONE, BGP_FAULT_OPEN_PEER_AS (BGP-OPEN-10..12) or BGP_FAULT_OPEN_IDENTIFIER
 * (RFC 6286 section 2.2).
 */
enum bgp_fault bgp_open_judge(const struct bgp_open *ours, const struct bgp_open *theirs,
			      uint32_t peer_asn);

/* The path attributes of everything one session announces in one family. */
struct bgp_path {
	uint32_t local_asn;
	bool internal; /* iBGP: empty AS_PATH, LOCAL_PREF */
	bool as4;      /* the peer reads four-octet AS numbers */
	struct ip next_hop;
};

/**
 * bgp_update_announce() - write one UPDATE that announces as many of @prefixes as fit
 * @prefixes: @n of them, masked, all of @path->next_hop's family
 *
 * Return: how many were written; 0 when not even one fits, nothing is written then.
 */
size_t bgp_update_announce(struct writer *writer, const struct bgp_path *path,
			   const struct prefix *prefixes, size_t n);

/** bgp_update_withdraw() - write one UPDATE that withdraws as many of @prefixes (all of one family)
 * as fit. Return: how many. */
size_t bgp_update_withdraw(struct writer *writer, const struct prefix *prefixes, size_t n);

/** bgp_update_end_of_rib() - write the End-of-RIB marker of @family (RFC 4724 section 2) */
void bgp_update_end_of_rib(struct writer *writer, enum bgp_family family);

/* What was seen in a received UPDATE; nothing of it is kept. */
struct bgp_update {
	unsigned int n_announced; /* prefixes of the IPv4 fields */
	unsigned int n_withdrawn;
	unsigned int n_tolerated; /* errors that RFC 7606 wants treated without a reset */
	uint8_t first_tolerated;  /* type of the attribute with the first of them */
};

/**
 * bgp_update_check() - validate an UPDATE of a peer whose routes are not wanted (RFC 7606)
 * @message: the whole message, its header checked
 * @as4: AS numbers have four octets
 * @out: counts; zero on a fault
 * @data: on a fault the Data of the NOTIFICATION, borrowed from @message
 *
 * MP attributes that cannot be parsed are tolerated as for a disabled AFI/SAFI (RFC 7606 section
 * 5.4).
 *
 * Return: BGP_FAULT_NONE, or a BGP_FAULT_UPDATE_ one.
 */
enum bgp_fault bgp_update_check(struct bytes message, bool as4, struct bgp_update *out,
				struct bytes *data);

struct bgp_notification {
	uint8_t code;
	uint8_t subcode;
	struct bytes data; /* borrowed */
};

/** bgp_notification_encode() - write a NOTIFICATION; @data is cut to what a message holds */
void bgp_notification_encode(struct writer *writer, enum bgp_fault fault, struct bytes data);
/** bgp_notification_decode() - read a NOTIFICATION of at least 21 octets; any code is taken */
struct bgp_notification bgp_notification_decode(struct bytes message);

#define BGP_NOTIFICATION_TEXT_SIZE 160

/**
 * bgp_notification_format() - a NOTIFICATION in words: "6/2 Cease, Administrative Shutdown"
 * @out: printable ASCII; a shutdown communication (RFC 9003) follows in quotes, escaped and cut
 *
 * Return: @out.
 */
const char *bgp_notification_format(const struct bgp_notification *notification,
				    char out[static BGP_NOTIFICATION_TEXT_SIZE]);

/** bgp_refresh_decode() - the family a ROUTE-REFRESH asks for; BGP_FAMILY_NONE: to be ignored. The
 * third octet is Reserved (RFC 2918): Enhanced Route Refresh is never offered. */
enum bgp_family bgp_refresh_decode(struct bytes message);

#endif

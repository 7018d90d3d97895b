#include "anycast/bgp.h"

#include <assert.h>

/*
 * UPDATEs of a speaker that originates: RFC 4271 section 4.3, RFC 4760, RFC 7606 section 5.1.
 *
 * One UPDATE carries one field of prefixes only; attributes ascend by type, but MP attributes come
 * first.
 */

#define FLAG_OPTIONAL   0x80
#define FLAG_TRANSITIVE 0x40
#define FLAG_EXTENDED   0x10

enum attribute {
	ATTRIBUTE_ORIGIN = 1,
	ATTRIBUTE_AS_PATH = 2,
	ATTRIBUTE_NEXT_HOP = 3,
	ATTRIBUTE_LOCAL_PREF = 5,
	ATTRIBUTE_MP_REACH = 14,
	ATTRIBUTE_MP_UNREACH = 15,
	ATTRIBUTE_AS4_PATH = 17,
};

#define AS_SEQUENCE      2
#define LOCAL_PREF       100
#define PATH_SIZE        40 /* more than put_path() writes */
#define MP_HEADER        4  /* flags, type, extended length */
#define MP_REACH_FIXED   21 /* AFI, SAFI, length and next hop, Reserved */
#define MP_UNREACH_FIXED 3

static size_t prefix_octets(const struct prefix *prefix)
{
	return (prefix->length + 7U) / 8U;
}

static void put_prefixes(struct writer *writer, const struct prefix *prefixes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		writer_u8(writer, prefixes[i].length);
		writer_bytes(writer,
			     (struct bytes){prefixes[i].ip.octets, prefix_octets(&prefixes[i])});
	}
}

/* How many of @prefixes fit into an UPDATE of whose octets @taken are needed for the rest. */
static size_t prefixes_fit(const struct writer *writer, size_t taken, const struct prefix *prefixes,
			   size_t n)
{
	size_t room = writer_room(writer);
	size_t fit = 0;

	if (writer->failed)
		return 0;
	if (room > BGP_MESSAGE_MAX)
		room = BGP_MESSAGE_MAX;
	while (fit < n) {
		assert(prefixes[fit].ip.family == prefixes[0].ip.family);
		taken += 1 + prefix_octets(&prefixes[fit]);
		if (taken > room)
			break;
		fit++;
	}
	return fit;
}

static void put_attribute(struct writer *writer, uint8_t flags, enum attribute type, uint8_t length)
{
	writer_u8(writer, flags);
	writer_u8(writer, (uint8_t)type);
	writer_u8(writer, length);
}

static void put_as_path(struct writer *writer, const struct bgp_path *path)
{
	bool mapped = !path->as4 && path->local_asn > UINT16_MAX;

	if (path->internal) {
		put_attribute(writer, FLAG_TRANSITIVE, ATTRIBUTE_AS_PATH, 0);
		return;
	}
	put_attribute(writer, FLAG_TRANSITIVE, ATTRIBUTE_AS_PATH, path->as4 ? 6 : 4);
	writer_u8(writer, AS_SEQUENCE);
	writer_u8(writer, 1);
	if (path->as4)
		writer_u32(writer, path->local_asn);
	else
		writer_u16(writer, mapped ? BGP_AS_TRANS : (uint16_t)path->local_asn);
}

/* AS4_PATH is for a peer with two-octet AS numbers, and only when one does not fit (RFC 6793
 * section 4.2.2). */
static void put_as4_path(struct writer *writer, const struct bgp_path *path)
{
	if (path->as4 || path->internal || path->local_asn <= UINT16_MAX)
		return;
	put_attribute(writer, FLAG_OPTIONAL | FLAG_TRANSITIVE, ATTRIBUTE_AS4_PATH, 6);
	writer_u8(writer, AS_SEQUENCE);
	writer_u8(writer, 1);
	writer_u32(writer, path->local_asn);
}

/* Everything but MP attributes, ascending. */
static void put_path(struct writer *writer, const struct bgp_path *path)
{
	put_attribute(writer, FLAG_TRANSITIVE, ATTRIBUTE_ORIGIN, 1);
	writer_u8(writer, 0);
	put_as_path(writer, path);
	if (path->next_hop.family == IP_V4) {
		put_attribute(writer, FLAG_TRANSITIVE, ATTRIBUTE_NEXT_HOP, 4);
		writer_bytes(writer, (struct bytes){path->next_hop.octets, 4});
	}
	if (path->internal) {
		put_attribute(writer, FLAG_TRANSITIVE, ATTRIBUTE_LOCAL_PREF, 4);
		writer_u32(writer, LOCAL_PREF);
	}
	put_as4_path(writer, path);
}

/* The header of an MP attribute whose value has @length octets. */
static void put_mp_header(struct writer *writer, enum attribute type, size_t length)
{
	bool extended = length > UINT8_MAX;

	writer_u8(writer, FLAG_OPTIONAL | (extended ? FLAG_EXTENDED : 0));
	writer_u8(writer, (uint8_t)type);
	if (extended)
		writer_u16(writer, (uint16_t)length);
	else
		writer_u8(writer, (uint8_t)length);
	writer_u16(writer, 2);
	writer_u8(writer, 1);
}

static size_t prefixes_octets(const struct prefix *prefixes, size_t n)
{
	size_t octets = 0;

	for (size_t i = 0; i < n; i++)
		octets += 1 + prefix_octets(&prefixes[i]);
	return octets;
}

static void put_mp_reach(struct writer *writer, const struct bgp_path *path,
			 const struct prefix *prefixes, size_t n)
{
	put_mp_header(writer, ATTRIBUTE_MP_REACH, MP_REACH_FIXED + prefixes_octets(prefixes, n));
	writer_u8(writer, sizeof(path->next_hop.octets));
	writer_bytes(writer, (struct bytes){path->next_hop.octets, sizeof(path->next_hop.octets)});
	writer_u8(writer, 0);
	put_prefixes(writer, prefixes, n);
}

/* The two length fields of an UPDATE whose fields end here. */
static void patch_length(struct writer *writer, size_t field)
{
	writer_patch_u16(writer, field, (uint16_t)(writer->n - field - 2));
}

size_t bgp_update_announce(struct writer *writer, const struct bgp_path *path,
			   const struct prefix *prefixes, size_t n)
{
	bool v6 = path->next_hop.family == IP_V6;
	uint8_t scratch[PATH_SIZE];
	struct writer rest = writer_of(scratch, sizeof(scratch));
	size_t start, attributes;

	put_path(&rest, path);
	n = prefixes_fit(writer, BGP_UPDATE_MIN + rest.n + (v6 ? MP_HEADER + MP_REACH_FIXED : 0),
			 prefixes, n);
	if (n == 0)
		return 0;
	assert(prefixes[0].ip.family == path->next_hop.family);
	start = bgp_message_begin(writer, BGP_TYPE_UPDATE);
	writer_u16(writer, 0);
	attributes = writer->n;
	writer_u16(writer, 0);
	if (v6)
		put_mp_reach(writer, path, prefixes, n);
	writer_bytes(writer, (struct bytes){scratch, rest.n});
	patch_length(writer, attributes);
	if (!v6)
		put_prefixes(writer, prefixes, n);
	bgp_message_end(writer, start);
	return n;
}

static void put_mp_unreach(struct writer *writer, const struct prefix *prefixes, size_t n)
{
	put_mp_header(writer, ATTRIBUTE_MP_UNREACH,
		      MP_UNREACH_FIXED + prefixes_octets(prefixes, n));
	put_prefixes(writer, prefixes, n);
}

size_t bgp_update_withdraw(struct writer *writer, const struct prefix *prefixes, size_t n)
{
	bool v6 = n > 0 && prefixes[0].ip.family == IP_V6;
	size_t start, field;

	n = prefixes_fit(writer, BGP_UPDATE_MIN + (v6 ? MP_HEADER + MP_UNREACH_FIXED : 0), prefixes,
			 n);
	if (n == 0)
		return 0;
	start = bgp_message_begin(writer, BGP_TYPE_UPDATE);
	field = writer->n;
	writer_u16(writer, 0);
	if (!v6) {
		put_prefixes(writer, prefixes, n);
		patch_length(writer, field);
		writer_u16(writer, 0);
	} else {
		field = writer->n;
		writer_u16(writer, 0);
		put_mp_unreach(writer, prefixes, n);
		patch_length(writer, field);
	}
	bgp_message_end(writer, start);
	return n;
}

void bgp_update_end_of_rib(struct writer *writer, enum bgp_family family)
{
	size_t start = bgp_message_begin(writer, BGP_TYPE_UPDATE);
	size_t attributes;

	writer_u16(writer, 0);
	attributes = writer->n;
	writer_u16(writer, 0);
	if (family == BGP_FAMILY_V6)
		put_mp_unreach(writer, NULL, 0);
	patch_length(writer, attributes);
	bgp_message_end(writer, start);
}

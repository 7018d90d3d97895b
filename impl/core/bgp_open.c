#include "anycast/bgp.h"

/* OPEN (RFC 4271 section 4.2) and its Capabilities (RFC 5492). */

#define VERSION              4
#define PARAMETER_CAPABILITY 2
#define PARAMETER_EXTENDED   255 /* RFC 9072 */

enum capability {
	CAPABILITY_MULTIPROTOCOL = 1, /* RFC 4760 */
	CAPABILITY_ROUTE_REFRESH = 2, /* RFC 2918 */
	CAPABILITY_AS4 = 65,          /* RFC 6793 */
};

static void put_multiprotocol(struct writer *writer, uint16_t afi)
{
	writer_u8(writer, CAPABILITY_MULTIPROTOCOL);
	writer_u8(writer, 4);
	writer_u16(writer, afi);
	writer_u8(writer, 0);
	writer_u8(writer, 1);
}

static void put_capabilities(struct writer *writer, const struct bgp_open *open)
{
	if (open->families & BGP_FAMILY_V4)
		put_multiprotocol(writer, 1);
	if (open->families & BGP_FAMILY_V6)
		put_multiprotocol(writer, 2);
	if (open->refresh) {
		writer_u8(writer, CAPABILITY_ROUTE_REFRESH);
		writer_u8(writer, 0);
	}
	if (open->as4) {
		writer_u8(writer, CAPABILITY_AS4);
		writer_u8(writer, 4);
		writer_u32(writer, open->asn);
	}
}

void bgp_open_encode(struct writer *writer, const struct bgp_open *open)
{
	size_t start = bgp_message_begin(writer, BGP_TYPE_OPEN);
	size_t parameters;

	writer_u8(writer, VERSION);
	writer_u16(writer, open->asn > UINT16_MAX ? BGP_AS_TRANS : (uint16_t)open->asn);
	writer_u16(writer, open->hold_s);
	writer_u32(writer, open->identifier);
	writer_u8(writer, 0);
	parameters = writer->n;
	writer_u8(writer, PARAMETER_CAPABILITY);
	writer_u8(writer, 0);
	put_capabilities(writer, open);
	if (writer->failed)
		return;
	if (writer->n == parameters + 2) {
		/* Without a capability the parameter is left out. */
		writer->n = parameters;
	} else {
		/* At most 20 octets of capabilities: RFC 9072 is never needed to send them. */
		writer_patch_u8(writer, parameters - 1, (uint8_t)(writer->n - parameters));
		writer_patch_u8(writer, parameters + 1, (uint8_t)(writer->n - parameters - 2));
	}
	bgp_message_end(writer, start);
}

/* An OPEN while it is read. */
struct open_state {
	struct bgp_open open;
	bool multiprotocol; /* at least one such capability was there */
};

/* One capability; unknown ones, and known ones of a wrong length, are passed over (BGP-OPEN-20,
 * -22). */
static void take_capability(struct open_state *state, uint8_t code, struct reader value)
{
	uint16_t afi;

	switch (code) {
	case CAPABILITY_MULTIPROTOCOL:
		if (value.n != 4)
			return;
		state->multiprotocol = true;
		afi = reader_u16(&value);
		reader_u8(&value);
		state->open.families |= bgp_family_wire(afi, reader_u8(&value));
		return;
	case CAPABILITY_ROUTE_REFRESH:
		state->open.refresh |= value.n == 0;
		return;
	case CAPABILITY_AS4:
		if (value.n != 4)
			return;
		state->open.as4 = true;
		state->open.asn = reader_u32(&value);
		return;
	default:
		return;
	}
}

static bool take_capabilities(struct open_state *state, struct reader parameter)
{
	while (parameter.n > 0) {
		uint8_t code = reader_u8(&parameter);
		uint8_t length = reader_u8(&parameter);
		struct reader value = reader_sub(&parameter, length);

		if (parameter.failed)
			return false;
		take_capability(state, code, value);
	}
	return true;
}

/* The Optional Parameters; their lengths have two octets in the extended form (RFC 9072 section 2).
 */
static enum bgp_fault take_parameters(struct open_state *state, struct reader parameters,
				      bool extended)
{
	while (parameters.n > 0) {
		uint8_t type = reader_u8(&parameters);
		size_t length = extended ? reader_u16(&parameters) : reader_u8(&parameters);
		struct reader parameter = reader_sub(&parameters, length);

		if (parameters.failed)
			return BGP_FAULT_OPEN_MALFORMED;
		if (type != PARAMETER_CAPABILITY)
			return BGP_FAULT_OPEN_PARAMETER;
		if (!take_capabilities(state, parameter))
			return BGP_FAULT_OPEN_MALFORMED;
	}
	return BGP_FAULT_NONE;
}

/* Finds the parameters and, by their first octet, their form; nothing may follow them. */
static enum bgp_fault take_options(struct open_state *state, struct reader *reader)
{
	size_t length = reader_u8(reader);
	bool extended = length > 0 && reader->n > 0 && reader->at[0] == PARAMETER_EXTENDED;

	if (extended) {
		reader_u8(reader);
		length = reader_u16(reader);
	}
	if (reader->failed || length != reader->n)
		return BGP_FAULT_OPEN_MALFORMED;
	return take_parameters(state, *reader, extended);
}

/* The fixed fields, in the order of RFC 4271 section 6.2; AS 0 is nobody's (RFC 7607 section 2). */
static enum bgp_fault judge_fields(const struct bgp_open *open)
{
	if (open->my_as == 0 || open->asn == 0)
		return BGP_FAULT_OPEN_PEER_AS;
	if (open->hold_s == 1 || open->hold_s == 2)
		return BGP_FAULT_OPEN_HOLD_TIME;
	if (open->identifier == 0)
		return BGP_FAULT_OPEN_IDENTIFIER;
	return BGP_FAULT_NONE;
}

enum bgp_fault bgp_open_decode(struct bytes message, struct bgp_open *out, struct bytes *data)
{
	static const uint8_t version[] = {0, VERSION};
	struct reader reader = reader_of(message);
	struct open_state state = {0};
	enum bgp_fault fault;

	*data = (struct bytes){NULL, 0};
	reader_bytes(&reader, BGP_HEADER_SIZE);
	if (reader_u8(&reader) != VERSION) {
		/* A two-octet number, the largest version supported. */
		*data = (struct bytes){version, sizeof(version)};
		return BGP_FAULT_OPEN_VERSION;
	}
	state.open.my_as = reader_u16(&reader);
	state.open.asn = state.open.my_as;
	state.open.hold_s = reader_u16(&reader);
	state.open.identifier = reader_u32(&reader);
	fault = take_options(&state, &reader);
	if (fault == BGP_FAULT_NONE)
		fault = judge_fields(&state.open);
	if (fault != BGP_FAULT_NONE)
		return fault;
	/* A peer that names no family speaks the one of RFC 4271. */
	if (!state.multiprotocol)
		state.open.families = BGP_FAMILY_V4;
	*out = state.open;
	return BGP_FAULT_NONE;
}

enum bgp_fault bgp_open_judge(const struct bgp_open *ours, const struct bgp_open *theirs,
			      uint32_t peer_asn)
{
	if (theirs->asn != peer_asn)
		return BGP_FAULT_OPEN_PEER_AS;
	if (ours->asn == peer_asn && ours->identifier == theirs->identifier)
		return BGP_FAULT_OPEN_IDENTIFIER;
	return BGP_FAULT_NONE;
}

#include "anycast/bgp.h"

/*
 * Validation of received UPDATEs whose routes nobody wants (RFC 7606).
 *
 * What RFC 7606 keeps as an error of the message's structure resets the session; every other error
 * is treated as withdraw or discarded there, which for a speaker that stores nothing is to count
 * it. MP attributes that cannot be parsed are "AFI/SAFI disable" (section 5.4): counted too.
 */

#define FLAG_OPTIONAL   0x80
#define FLAG_TRANSITIVE 0x40
#define FLAG_EXTENDED   0x10

enum attribute {
	ATTRIBUTE_ORIGIN = 1,
	ATTRIBUTE_AS_PATH = 2,
	ATTRIBUTE_NEXT_HOP = 3,
	ATTRIBUTE_AGGREGATOR = 7,
	ATTRIBUTE_MP_REACH = 14,
	ATTRIBUTE_MP_UNREACH = 15,
};

/* Flags and length that an attribute must have; RFC 7606 section 7 and each attribute's own RFC. */
struct rule {
	uint8_t type;
	uint8_t flags;  /* Optional and Transitive */
	uint8_t length; /* the length, or with `many` what it is a multiple of, at least once */
	bool many;
};

static const struct rule rules[] = {
	{1, FLAG_TRANSITIVE, 1, false},                  /* ORIGIN */
	{2, FLAG_TRANSITIVE, 0, true},                   /* AS_PATH: looked into below */
	{3, FLAG_TRANSITIVE, 4, false},                  /* NEXT_HOP */
	{4, FLAG_OPTIONAL, 4, false},                    /* MULTI_EXIT_DISC */
	{5, FLAG_TRANSITIVE, 4, false},                  /* LOCAL_PREF */
	{6, FLAG_TRANSITIVE, 0, false},                  /* ATOMIC_AGGREGATE */
	{7, FLAG_OPTIONAL | FLAG_TRANSITIVE, 0, true},   /* AGGREGATOR: 6 or 8 */
	{8, FLAG_OPTIONAL | FLAG_TRANSITIVE, 4, true},   /* COMMUNITIES */
	{9, FLAG_OPTIONAL, 4, false},                    /* ORIGINATOR_ID */
	{10, FLAG_OPTIONAL, 4, true},                    /* CLUSTER_LIST */
	{14, FLAG_OPTIONAL, 0, true},                    /* MP_REACH_NLRI: looked into below */
	{15, FLAG_OPTIONAL, 0, true},                    /* MP_UNREACH_NLRI: looked into below */
	{16, FLAG_OPTIONAL | FLAG_TRANSITIVE, 8, true},  /* EXTENDED COMMUNITIES */
	{17, FLAG_OPTIONAL | FLAG_TRANSITIVE, 0, true},  /* AS4_PATH: discarded */
	{18, FLAG_OPTIONAL | FLAG_TRANSITIVE, 8, false}, /* AS4_AGGREGATOR: discarded */
	{32, FLAG_OPTIONAL | FLAG_TRANSITIVE, 12, true}, /* LARGE COMMUNITIES */
};

/* An UPDATE while it is checked. */
struct check {
	struct bgp_update *out;
	struct bytes *data;
	bool as4;
	uint32_t seen[256 / 32]; /* attribute types, as a set */
};

struct attribute_view {
	uint8_t flags;
	uint8_t type;
	struct bytes value;
	struct bytes whole;
};

static void tolerate(struct check *check, uint8_t type)
{
	if (check->out->n_tolerated++ == 0)
		check->out->first_tolerated = type;
}

static bool is_seen(const struct check *check, uint8_t type)
{
	return (check->seen[type / 32] >> (type % 32) & 1U) != 0;
}

static const struct rule *rule_of(uint8_t type)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (rules[i].type == type)
			return &rules[i];
	}
	return NULL;
}

static bool rule_holds(const struct rule *rule, const struct attribute_view *view)
{
	if ((view->flags & (FLAG_OPTIONAL | FLAG_TRANSITIVE)) != rule->flags)
		return false;
	if (!rule->many)
		return view->value.n == rule->length;
	return rule->length == 0 || (view->value.n > 0 && view->value.n % rule->length == 0);
}

/* Counts the prefixes of a field. Return: whether its syntax is right (RFC 7606 section 5.3). */
static bool count_prefixes(struct bytes field, unsigned int bits, unsigned int *n)
{
	struct reader reader = reader_of(field);

	while (reader.n > 0) {
		uint8_t length = reader_u8(&reader);

		reader_bytes(&reader, (length + 7U) / 8U);
		if (reader.failed || length > bits)
			return false;
		++*n;
	}
	return true;
}

/* RFC 7606 section 7.2: known segment types, none empty, none that overruns. An empty path is fine.
 */
static bool as_path_good(struct bytes value, bool as4)
{
	struct reader reader = reader_of(value);

	while (reader.n > 0) {
		uint8_t type = reader_u8(&reader);
		uint8_t count = reader_u8(&reader);

		reader_bytes(&reader, (size_t)count * (as4 ? 4 : 2));
		if (reader.failed || count == 0 || type < 1 || type > 4)
			return false;
	}
	return true;
}

/* The fields before an MP attribute's prefixes, and the prefixes where the family is known. */
static bool mp_good(const struct attribute_view *view)
{
	struct reader reader = reader_of(view->value);
	uint16_t afi = reader_u16(&reader);
	uint8_t safi = reader_u8(&reader);
	enum bgp_family family = bgp_family_wire(afi, safi);
	unsigned int n = 0;

	if (view->type == ATTRIBUTE_MP_REACH) {
		uint8_t length = reader_u8(&reader);

		reader_bytes(&reader, length);
		reader_u8(&reader);
		if (family == BGP_FAMILY_V6 && length != 16 && length != 32)
			return false;
	}
	if (reader.failed || family == BGP_FAMILY_NONE)
		return !reader.failed;
	return count_prefixes(reader_bytes(&reader, reader.n), family == BGP_FAMILY_V6 ? 128 : 32,
			      &n);
}

static bool value_good(const struct check *check, const struct attribute_view *view)
{
	switch (view->type) {
	case ATTRIBUTE_ORIGIN:
		return view->value.at[0] <= 2;
	case ATTRIBUTE_AS_PATH:
		return as_path_good(view->value, check->as4);
	case ATTRIBUTE_AGGREGATOR:
		return view->value.n == (check->as4 ? 8 : 6);
	case ATTRIBUTE_MP_REACH:
	case ATTRIBUTE_MP_UNREACH:
		return mp_good(view);
	default:
		return true;
	}
}

static enum bgp_fault check_attribute(struct check *check, const struct attribute_view *view)
{
	const struct rule *rule = rule_of(view->type);
	bool mp = view->type == ATTRIBUTE_MP_REACH || view->type == ATTRIBUTE_MP_UNREACH;

	if (is_seen(check, view->type)) {
		if (mp)
			return BGP_FAULT_UPDATE_MALFORMED;
		tolerate(check, view->type);
		return BGP_FAULT_NONE;
	}
	check->seen[view->type / 32] |= UINT32_C(1) << (view->type % 32);
	if (rule == NULL) {
		if (view->flags & FLAG_OPTIONAL)
			return BGP_FAULT_NONE;
		*check->data = view->whole;
		return BGP_FAULT_UPDATE_WELL_KNOWN;
	}
	if (!rule_holds(rule, view) || !value_good(check, view))
		tolerate(check, view->type);
	return BGP_FAULT_NONE;
}

static enum bgp_fault check_attributes(struct check *check, struct reader attributes)
{
	while (attributes.n > 0) {
		struct attribute_view view = {.whole = {attributes.at, attributes.n}};
		enum bgp_fault fault;

		view.flags = reader_u8(&attributes);
		view.type = reader_u8(&attributes);
		view.value = reader_bytes(&attributes, view.flags & FLAG_EXTENDED
							       ? reader_u16(&attributes)
							       : reader_u8(&attributes));
		/* RFC 7606 section 4: what follows cannot be read, the prefixes can. */
		if (attributes.failed) {
			tolerate(check, view.type);
			return BGP_FAULT_NONE;
		}
		view.whole.n -= attributes.n;
		fault = check_attribute(check, &view);
		if (fault != BGP_FAULT_NONE)
			return fault;
	}
	return BGP_FAULT_NONE;
}

/* RFC 7606 section 3d: a missing well-known attribute is no reset either. */
static void check_mandatory(struct check *check)
{
	static const uint8_t mandatory[] = {ATTRIBUTE_ORIGIN, ATTRIBUTE_AS_PATH,
					    ATTRIBUTE_NEXT_HOP};
	bool classic = check->out->n_announced > 0;

	if (!classic && !is_seen(check, ATTRIBUTE_MP_REACH))
		return;
	for (size_t i = 0; i < sizeof(mandatory); i++) {
		if (!is_seen(check, mandatory[i]) &&
		    (classic || mandatory[i] != ATTRIBUTE_NEXT_HOP))
			tolerate(check, mandatory[i]);
	}
}

static enum bgp_fault check_message(struct check *check, struct bytes message)
{
	struct reader reader = reader_of(message);
	struct bytes withdrawn;
	struct reader attributes;
	enum bgp_fault fault;

	reader_bytes(&reader, BGP_HEADER_SIZE);
	withdrawn = reader_bytes(&reader, reader_u16(&reader));
	attributes = reader_sub(&reader, reader_u16(&reader));
	if (reader.failed)
		return BGP_FAULT_UPDATE_MALFORMED;
	if (!count_prefixes(withdrawn, 32, &check->out->n_withdrawn) ||
	    !count_prefixes(reader_bytes(&reader, reader.n), 32, &check->out->n_announced))
		return BGP_FAULT_UPDATE_NETWORK;
	fault = check_attributes(check, attributes);
	if (fault == BGP_FAULT_NONE)
		check_mandatory(check);
	return fault;
}

enum bgp_fault bgp_update_check(struct bytes message, bool as4, struct bgp_update *out,
				struct bytes *data)
{
	struct check check = {.out = out, .data = data, .as4 = as4};
	enum bgp_fault fault;

	*out = (struct bgp_update){0};
	*data = (struct bytes){NULL, 0};
	fault = check_message(&check, message);
	if (fault != BGP_FAULT_NONE)
		*out = (struct bgp_update){0};
	return fault;
}

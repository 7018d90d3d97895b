#include "core/bgp_transmit.h"

#include <assert.h>
#include <string.h>

void bgp_transmit_clear(struct bgp_transmit *self)
{
	self->n = 0;
	self->n_outstanding = 0;
	self->ack_wanted = false;
	self->ack_outstanding = false;
	self->ack_awaited = false;
}

struct writer bgp_transmit_begin(struct bgp_transmit *self, size_t reserve)
{
	size_t room = sizeof(self->octets) - self->n;

	return writer_of(self->octets + self->n, room > reserve ? room - reserve : 0);
}

bool bgp_transmit_end(struct bgp_transmit *self, const struct writer *writer)
{
	if (writer->failed)
		return false;
	assert(writer->at == self->octets + self->n);
	self->n += writer->n;
	return true;
}

void bgp_transmit_want_ack(struct bgp_transmit *self)
{
	self->ack_wanted = true;
}

void bgp_transmit_drop_waiting(struct bgp_transmit *self)
{
	self->n = self->n_outstanding;
	self->ack_wanted = false;
}

size_t bgp_transmit_waiting(const struct bgp_transmit *self)
{
	return self->n - self->n_outstanding;
}

bool bgp_transmit_outstanding(const struct bgp_transmit *self)
{
	return self->n_outstanding > 0;
}

struct bytes bgp_transmit_hand_over(struct bgp_transmit *self, bool *want_ack)
{
	if (self->n_outstanding > 0)
		return (struct bytes){NULL, 0};
	*want_ack = self->ack_wanted;
	self->ack_outstanding = self->ack_wanted;
	self->ack_wanted = false;
	self->n_outstanding = self->n;
	return (struct bytes){self->octets, self->n};
}

void bgp_transmit_sent(struct bgp_transmit *self)
{
	self->n -= self->n_outstanding;
	memmove(self->octets, self->octets + self->n_outstanding, self->n);
	self->n_outstanding = 0;
	self->ack_awaited |= self->ack_outstanding;
	self->ack_outstanding = false;
}

void bgp_transmit_acked(struct bgp_transmit *self)
{
	/* It may answer an earlier SEND while a later one that asks is still outstanding. */
	if (!self->ack_outstanding)
		self->ack_awaited = false;
}

bool bgp_transmit_is_acked(const struct bgp_transmit *self)
{
	return !self->ack_wanted && !self->ack_outstanding && !self->ack_awaited;
}

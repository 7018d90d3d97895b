#include "core/bgp_receive.h"

#include <string.h>

void bgp_receive_clear(struct bgp_receive *self)
{
	self->n = 0;
}

/* Takes octets until @size of the message are there. Return: whether they are. */
static bool fill(struct bgp_receive *self, struct bytes *input, size_t size)
{
	size_t wanted = size - self->n;
	size_t n = wanted < input->n ? wanted : input->n;

	if (n > 0) {
		memcpy(self->octets + self->n, input->at, n);
		self->n += n;
		input->at += n;
		input->n -= n;
	}
	return self->n == size;
}

enum bgp_received bgp_receive_take(struct bgp_receive *self, struct bytes *input,
				   struct bgp_cut *out)
{
	if (self->n < BGP_HEADER_SIZE) {
		if (!fill(self, input, BGP_HEADER_SIZE))
			return BGP_RECEIVED_PART;
		/* Judged at once, not after waiting for the body (BGP-HDR-05). */
		out->fault = bgp_header_decode(self->octets, &self->header, &out->data);
		if (out->fault != BGP_FAULT_NONE)
			return BGP_RECEIVED_FAULT;
	}
	if (!fill(self, input, self->header.length))
		return BGP_RECEIVED_PART;
	out->fault = BGP_FAULT_NONE;
	out->header = self->header;
	out->message = (struct bytes){self->octets, self->n};
	self->n = 0;
	return BGP_RECEIVED_MESSAGE;
}

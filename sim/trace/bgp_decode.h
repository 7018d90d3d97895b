#ifndef TRACE_BGP_DECODE_H
#define TRACE_BGP_DECODE_H

#include "sim/trace/event.h"

/**
 * bgp_decode() - read one BGP message for the timeline (RFC 4271 section 4, RFC 4760, RFC 4724
 * section 2)
 * @message: with its header; hostile
 * @out: becomes a TRACE_BGP without nodes and times; its content is undefined on failure
 *
 * Only what the lab tells is looked at: this is no check of conformance.
 *
 * Return: whether it could be read.
 */
bool bgp_decode(struct bytes message, struct trace_event *out);

#endif

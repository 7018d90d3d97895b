#include "anycast/san.h"
#include "core/announcer_self.h"

#include <stdio.h>
#include <string.h>

/* What a probe's answer means. The world only did the handshake; the judgement is made here. */

static const char *text_or(const char *text, const char *otherwise)
{
	return text != NULL ? text : otherwise;
}

/* SAN-02: a certificate outside its dates is one no client accepts. */
static bool judge_certificate(const struct announcer_config *config, const struct io_event *event,
			      char cause[static ANNOUNCER_CAUSE_SIZE])
{
	const struct io_name *first = event->probed.n_names > 0 ? event->probed.names : NULL;
	char ip[IP_TEXT_SIZE];
	struct bytes shown = {(const uint8_t *)"", 0};

	if (event->wall_s < event->probed.not_before_s) {
		snprintf(cause, ANNOUNCER_CAUSE_SIZE,
			 "the certificate is not valid before another %lld s",
			 (long long)(event->probed.not_before_s - event->wall_s));
		return false;
	}
	if (event->wall_s > event->probed.not_after_s) {
		snprintf(cause, ANNOUNCER_CAUSE_SIZE, "the certificate has expired %lld s ago",
			 (long long)(event->wall_s - event->probed.not_after_s));
		return false;
	}
	if (san_match(config->hostname, event->probed.names, event->probed.n_names))
		return true;
	if (first != NULL && first->is_ip)
		shown = (struct bytes){(const uint8_t *)ip, strlen(ip_format(&first->ip, ip))};
	else if (first != NULL)
		shown = first->dns;
	snprintf(cause, ANNOUNCER_CAUSE_SIZE, "no name matches %.60s among %zu%s%.*s",
		 config->hostname, event->probed.n_names, first != NULL ? ", the first is " : "",
		 shown.n < 50 ? (int)shown.n : 50, (const char *)shown.at);
	return false;
}

bool announcer_probe_judge(const struct announcer_config *config, const struct io_event *event,
			   char cause[static ANNOUNCER_CAUSE_SIZE])
{
	const char *error = text_or(event->probed.error, "no reason given");

	switch (event->probed.outcome) {
	case IO_PROBE_CERTIFICATE:
		return judge_certificate(config, event, cause);
	case IO_PROBE_RESOLVE:
		snprintf(cause, ANNOUNCER_CAUSE_SIZE, "cannot resolve %.60s: %.60s",
			 config->probe_host, error);
		break;
	case IO_PROBE_CONNECT:
		snprintf(cause, ANNOUNCER_CAUSE_SIZE, "cannot connect to %.60s: %.60s",
			 config->probe_url, error);
		break;
	case IO_PROBE_TIMEOUT:
		snprintf(cause, ANNOUNCER_CAUSE_SIZE, "%.60s did not answer in time phase=%.20s",
			 config->probe_url, text_or(event->probed.phase, "unknown"));
		break;
	case IO_PROBE_TLS:
		snprintf(cause, ANNOUNCER_CAUSE_SIZE, "TLS handshake with %.60s failed: %.60s",
			 config->probe_url, error);
		break;
	case IO_PROBE_ANYCAST:
		snprintf(cause, ANNOUNCER_CAUSE_SIZE,
			 "%.60s leads to a service address, not to this host's own",
			 config->probe_url);
		break;
	}
	return false;
}

#include "sim/trace/event_text.h"
#include "sim/trace/expect.h"

/*
 * What a client sees. Two parts that must both hold where both are asked: the *run* (served-by,
 * status: EXPECT_RUN answers in a row are as wanted) and the *stretch* (gap, lost: judged once
 * answers have gone on for EXPECT_SETTLE_NS after the last trouble).
 */

static bool wants_stretch(const struct topo_expect *what)
{
	return what->gap_ns >= 0 || what->lost >= 0;
}

static bool wants_run(const struct topo_expect *what)
{
	return what->served_by != TOPO_NONE || what->status != 0 || !wants_stretch(what);
}

bool expect_client_answer(const struct topo_expect *what, const struct trace_event *event)
{
	return event->client.answered &&
	       (what->served_by == TOPO_NONE || event->client.served_by == what->served_by) &&
	       (what->status == 0 || event->client.status == what->status);
}

/* An answer that ends a gap: of the status asked for, else no error. */
static bool is_good(const struct topo_expect *what, const struct trace_event *event)
{
	int status = event->client.status;

	if (!event->client.answered)
		return false;
	if (what->status != 0)
		return status == what->status;
	return what->gap_ns < 0 || (status >= 200 && status < 400);
}

static bool run_holds(const struct expect *expect)
{
	return !wants_run(expect->what) ||
	       (expect->client.run >= EXPECT_RUN && expect->client.run_at.ns <= expect->limit.ns);
}

/* Requests begun since the cause that have not ended; numbers are given in order of beginning. */
static uint64_t n_under_way(const struct expect_client *client)
{
	uint64_t n_begun = client->highest > client->before ? client->highest - client->before : 0;

	return n_begun > client->n_ended ? n_begun - client->n_ended : 0;
}

static bool has_settled(const struct expect *expect)
{
	const struct expect_client *client = &expect->client;
	int64_t trouble_ns = client->longest_end.ns > client->lost_at.ns ? client->longest_end.ns
									 : client->lost_at.ns;

	return client->good && client->last_good.ns - trouble_ns >= EXPECT_SETTLE_NS;
}

static bool stretch_holds(const struct expect *expect)
{
	if (!wants_stretch(expect->what))
		return true;
	return has_settled(expect) && (expect->what->lost < 0 || n_under_way(&expect->client) == 0);
}

static void gap_too_long(struct expect *expect, const struct expect_context *context)
{
	size_t number = expect->client.longest_number;
	struct line line = expect_miss(expect, context, expect->what->gap_ns);

	if (expect->verdict.verdict == TRACE_FAIL)
		expect->verdict.evidence = number;
	line_add(&line, "no good answer for ");
	line_add_time(&line, expect->client.longest_ns);
}

static void too_many_lost(struct expect *expect, const struct expect_context *context,
			  size_t evidence)
{
	struct line line = expect_lose(expect, context);

	if (expect->verdict.verdict == TRACE_FAIL)
		expect->verdict.evidence = evidence;
	line_add(&line, "%llu of %llu requests lost", (unsigned long long)expect->client.n_lost,
		 (unsigned long long)expect->client.n_ended);
}

static void add_stretch(struct line *line, const struct expect *expect)
{
	if (expect->what->gap_ns >= 0) {
		line_add(line, "; longest gap ");
		line_add_time(line, expect->client.longest_ns);
	}
	if (expect->what->lost >= 0)
		line_add(line, "; %llu of %llu requests lost",
			 (unsigned long long)expect->client.n_lost,
			 (unsigned long long)expect->client.n_ended);
}

static void passed(struct expect *expect, const struct expect_context *context)
{
	const struct expect_client *client = &expect->client;
	struct world_since why = {client->good_at, client->good_number};
	struct line line;

	if (wants_run(expect->what))
		why = (struct world_since){client->run_at, client->run_number};
	else if (expect->what->gap_ns >= 0)
		why = (struct world_since){client->longest_end, client->longest_number};
	line = expect_pass(expect, context, why);
	add_stretch(&line, expect);
}

static void good_answer(struct expect *expect, const struct expect_context *context,
			const struct expect_input *input)
{
	struct expect_client *client = &expect->client;
	struct instant at = input->event->at;
	bool stale = client->last_good.ns == 0 ||
		     instant_since(context->since, client->last_good) > EXPECT_STALE_NS;
	struct instant from = client->good || !stale ? client->last_good : client->first_started;
	int64_t gap_ns = instant_since(at, from);

	if (!client->good) {
		client->good = true;
		client->good_at = at;
		client->good_number = input->number;
	}
	client->last_good = at;
	if (gap_ns > client->longest_ns || client->longest_end.ns == 0) {
		client->longest_ns = gap_ns;
		client->longest_end = at;
		client->longest_number = input->number;
	}
}

static void count_run(struct expect *expect, const struct expect_input *input)
{
	struct expect_client *client = &expect->client;
	const struct trace_event *event = input->event;

	if (!event->client.answered)
		return;
	client->served_by = event->client.served_by;
	client->status = event->client.status;
	if (!expect_client_answer(expect->what, event)) {
		client->run = 0;
		return;
	}
	if (client->run++ == 0) {
		client->run_at = event->at;
		client->run_number = input->number;
	}
}

/* A request that began before the cause: only the numbers and the last good answer matter. */
static void earlier_request(struct expect *expect, const struct expect_context *context,
			    const struct expect_input *input)
{
	struct expect_client *client = &expect->client;
	const struct trace_event *event = input->event;

	if (event->client.number > client->before)
		client->before = event->client.number;
	if (!is_good(expect->what, event))
		return;
	if (event->at.ns < context->since.ns)
		client->last_good = event->at;
	else if (client->asked || client->last_good.ns != 0)
		good_answer(expect, context, input);
}

static void later_request(struct expect *expect, const struct expect_context *context,
			  const struct expect_input *input)
{
	struct expect_client *client = &expect->client;
	const struct trace_event *event = input->event;

	if (!client->asked || event->client.started.ns < client->first_started.ns)
		client->first_started = event->client.started;
	client->asked = true;
	client->n_ended++;
	if (event->client.number > client->highest)
		client->highest = event->client.number;
	if (!event->client.answered) {
		client->n_lost++;
		client->lost_at = event->at;
	}
	if (is_good(expect->what, event))
		good_answer(expect, context, input);
	count_run(expect, input);
}

void expect_client_begin(struct expect *expect, const struct expect_context *context)
{
	if (run_holds(expect) && stretch_holds(expect))
		passed(expect, context);
}

void expect_client_event(struct expect *expect, const struct expect_context *context,
			 const struct expect_input *input)
{
	const struct topo_expect *what = expect->what;
	const struct trace_event *event = input->event;

	if (event->kind != TRACE_CLIENT || event->node != what->node)
		return;
	if (event->client.started.ns < context->since.ns)
		earlier_request(expect, context, input);
	else
		later_request(expect, context, input);
	if (!expect->begun)
		return;
	if (what->lost >= 0 && expect->client.n_lost > (uint64_t)what->lost)
		too_many_lost(expect, context, input->number);
	else if (what->gap_ns >= 0 && expect->client.longest_ns > what->gap_ns)
		gap_too_long(expect, context);
	else if (run_holds(expect) && stretch_holds(expect))
		passed(expect, context);
}

static void run_missed(struct expect *expect, const struct expect_context *context)
{
	const struct expect_client *client = &expect->client;
	struct line line = expect_miss(expect, context, expect->what->within_ns);

	if (!client->asked)
		line_add(&line, "no request ended; is a load running?");
	else if (client->n_lost == client->n_ended)
		line_add(&line, "no answer to %llu requests", (unsigned long long)client->n_ended);
	else if (client->run > 0 && client->run_at.ns <= expect->limit.ns)
		line_add(&line, "only %u such answers in a row", client->run);
	else if (client->run > 0)
		line_add(&line, "such answers only after %.3f ms",
			 (double)instant_since(client->run_at, context->t0) / 1e6);
	else
		line_add(&line, "the last answer was from %s with status %d",
			 client->served_by == TOPO_NONE
				 ? "none of ours"
				 : event_node_name(context->topo, client->served_by),
			 client->status);
}

static void no_answers(struct expect *expect, const struct expect_context *context,
		       struct instant now)
{
	struct expect_client *client = &expect->client;
	struct line line = expect_miss(expect, context, expect->what->within_ns);

	if (!client->asked && client->last_good.ns == 0) {
		line_add(&line, "no request ended; is a load running?");
		return;
	}
	line_add(&line, "no good answer for ");
	line_add_time(&line, instant_since(now, client->last_good.ns != 0 ? client->last_good
									  : client->first_started));
	line_add(&line, ", and none since");
}

/* Whether what is not so yet can still become so: a run or stretch that began within the limit. */
static bool may_come(const struct expect *expect, struct instant now)
{
	const struct expect_client *client = &expect->client;
	bool answering = client->good && (expect->what->gap_ns < 0 ||
					  instant_since(now, client->last_good) <=
						  expect->what->gap_ns + EXPECT_GRACE_NS);

	if (now.ns >= expect->limit.ns + EXPECT_LAST_NS)
		return false;
	if (!run_holds(expect) && (client->run == 0 || client->run_at.ns > expect->limit.ns))
		return false;
	return !wants_stretch(expect->what) || answering;
}

void expect_client_time(struct expect *expect, const struct expect_context *context,
			struct instant now)
{
	struct expect_client *client = &expect->client;
	bool settling = now.ns < expect->limit.ns + EXPECT_SETTLE_NS;

	if (may_come(expect, now) && (settling || !run_holds(expect) || n_under_way(client) > 0)) {
		expect->wait =
			instant_add_ns(expect->limit, settling ? EXPECT_SETTLE_NS + EXPECT_GRACE_NS
							       : EXPECT_LAST_NS);
		return;
	}
	if (wants_stretch(expect->what) && !client->good) {
		no_answers(expect, context, now);
		return;
	}
	if (!run_holds(expect)) {
		run_missed(expect, context);
		return;
	}
	if (expect->what->gap_ns >= 0 &&
	    instant_since(now, client->last_good) > expect->what->gap_ns + EXPECT_GRACE_NS) {
		no_answers(expect, context, now);
		return;
	}
	if (expect->what->lost >= 0) {
		client->n_lost += n_under_way(client);
		client->n_ended += n_under_way(client);
		if (client->n_lost > (uint64_t)expect->what->lost) {
			too_many_lost(expect, context, SIZE_MAX);
			return;
		}
	}
	passed(expect, context);
}

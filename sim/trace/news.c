#include "sim/trace/news.h"

#include "sim/trace/event_text.h"
#include "sim/trace/event_words.h"
#include "support/text.h"

#include <inttypes.h>
#include <stdlib.h>

/* Longer ago than anything. */
#define NEVER_BEFORE ((struct instant){INT64_MIN / 2})

#define AGAIN_NS NS_PER_S /* what went on all the while is not told again */

/* What was seen of one node. With several ways at once a client is served now by one node,
 * now by another: a line is written for one that had not served it for a while, or not since the
 * fault. */
struct node_seen {
	int status;
	bool lost_told;
	struct instant lost_at; /* when that was */
	uint64_t n_lost;        /* since the latest answer told */
	struct instant *served; /* by node, one more for none of ours: its latest answer */
	char said[160];         /* of any node: its latest log line */
};

struct news {
	const struct topo *topo;
	bool has_begun; /* a step has */
	bool is_stopping;
	struct instant cause;    /* of the latest fault */
	struct node_seen *nodes; /* by node */
	struct instant *served;  /* what their .served point into */
};

/* After a fault the first answer of each node is news again. */
static void clients_forget(struct news *news)
{
	size_t n = news->topo->n_nodes;

	for (size_t i = 0; i < n; i++) {
		news->nodes[i].lost_told = false;
		news->nodes[i].lost_at = NEVER_BEFORE;
		for (size_t k = 0; k <= n; k++)
			news->nodes[i].served[k] = NEVER_BEFORE;
	}
}

struct news *news_new(const struct topo *topo)
{
	struct news *news = calloc(1, sizeof(*news));
	size_t n = topo->n_nodes;

	if (news == NULL)
		return NULL;
	news->topo = topo;
	news->cause = NEVER_BEFORE;
	news->nodes = calloc(n + 1, sizeof(*news->nodes));
	news->served = calloc((n + 1) * (n + 1), sizeof(*news->served));
	if (news->nodes == NULL || news->served == NULL) {
		news_free(news);
		return NULL;
	}
	for (size_t i = 0; i < n; i++)
		news->nodes[i].served = news->served + i * (n + 1);
	clients_forget(news);
	return news;
}

void news_free(struct news *news)
{
	if (news == NULL)
		return;
	free(news->nodes);
	free(news->served);
	free(news);
}

static bool lost_is_news(struct node_seen *seen, struct instant at)
{
	seen->n_lost++;
	if (instant_since(at, seen->lost_at) < AGAIN_NS)
		return false;
	seen->lost_told = true;
	seen->lost_at = at;
	return true;
}

static bool client_is_news(struct news *news, const struct trace_event *event)
{
	size_t n = news->topo->n_nodes;
	struct node_seen *seen;
	struct instant *served;
	bool is_news;

	if (event->node >= n)
		return false;
	seen = &news->nodes[event->node];
	if (!event->client.answered)
		return lost_is_news(seen, event->at);
	/* Who answers what was asked before the fault says nothing of what comes after. */
	if (event->client.started.ns < news->cause.ns && event->at.ns >= news->cause.ns)
		return false;
	served = &seen->served[event->client.served_by < n ? event->client.served_by : n];
	is_news = seen->lost_told || seen->status != event->client.status ||
		  instant_since(event->at, *served) >= AGAIN_NS;
	*served = event->at;
	seen->status = event->client.status;
	seen->lost_told = false;
	return is_news;
}

/* Loads are killed when the scenario is over: they have nothing to clean up. */
static bool ended_badly(const struct news *news, const struct trace_event *event)
{
	bool is_load = event->node < news->topo->n_nodes &&
		       news->topo->nodes[event->node].kind == TOPO_KIND_CLIENT;

	return event->kind == TRACE_PROCESS &&
	       ((event->process.state == TRACE_PROCESS_EXITED && event->process.code != 0) ||
		(event->process.state == TRACE_PROCESS_SIGNALED && !is_load));
}

/* Up and down everything starts and ends; there only what went wrong is news. */
static bool is_routine(const struct news *news, const struct trace_event *event)
{
	if (news->has_begun && !news->is_stopping)
		return event->kind == TRACE_PROCESS && event->process.state == TRACE_PROCESS_READY;
	return event->kind != TRACE_LAB && event->kind != TRACE_FAULT &&
	       event->kind != TRACE_VERDICT && !ended_badly(news, event);
}

static void log_keep(struct news *news, const struct trace_event *event)
{
	if (event->node < news->topo->n_nodes && event->text != NULL)
		text_copy(news->nodes[event->node].said, sizeof(news->nodes->said), event->text);
}

bool news_take(struct news *news, const struct trace_event *event)
{
	if (event->kind == TRACE_LOG)
		log_keep(news, event);
	if (event->kind == TRACE_FAULT) {
		clients_forget(news);
		news->cause = event->cause;
	}
	if (event->kind == TRACE_STEP)
		news->has_begun = true;
	if (event_is_stopping(event))
		news->is_stopping = true;
	return event_matters(news->topo, event) && !is_routine(news, event) &&
	       (event->kind != TRACE_CLIENT || client_is_news(news, event));
}

/* A process that failed has mostly said why just before. */
static void last_words_add(struct news *news, struct line *line, const struct trace_event *event)
{
	if (event->process.state != TRACE_PROCESS_EXITED || event->process.code == 0 ||
	    event->node >= news->topo->n_nodes || news->nodes[event->node].said[0] == '\0')
		return;
	line_add(line, ": %s", news->nodes[event->node].said);
	news->nodes[event->node].said[0] = '\0';
}

static void lost_add(struct news *news, struct line *line, const struct trace_event *event)
{
	struct node_seen *seen = &news->nodes[event->node];

	if (!event->client.answered)
		return;
	if (seen->n_lost > 0)
		line_add(line, " (after %" PRIu64 " without an answer)", seen->n_lost);
	seen->n_lost = 0;
}

void news_words(struct news *news, struct line *line, const struct trace_event *event)
{
	event_words(line, news->topo, event);
	if (event->kind == TRACE_CLIENT && event->node < news->topo->n_nodes)
		lost_add(news, line, event);
	if (event->kind == TRACE_PROCESS)
		last_words_add(news, line, event);
}

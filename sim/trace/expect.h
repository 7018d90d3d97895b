#ifndef TRACE_EXPECT_H
#define TRACE_EXPECT_H

#include "sim/trace/judge.h"
#include "sim/trace/line.h"
#include "sim/trace/world.h"

/*
 * One expectation under judgement; private to judge.c and the expect_*.c, one for each sort. The
 * judge feeds every event since the timeline's start, calls begin() when the events reach t0, and
 * calls time() when now reaches .wait.
 */

/* An event counts by its stamp; one stamped before a limit may be learned so much later. */
#define EXPECT_GRACE_NS (20 * NS_PER_MS)

struct expect_context {
	const struct topo *topo;
	const struct topo_step *step;
	const struct world *world;       /* as it is after the event being judged */
	struct instant t0, since, marks; /* see struct judge_start */
	bool rising;                     /* this and .up: see struct judge_start */
	struct instant up;
	double foreign_max;
	double foreign; /* highest load seen since t0 */
	size_t foreign_number;
};

struct expect_input {
	size_t number;
	const struct trace_event *event;
	enum world_change change;
};

#define EXPECT_RUN       3                 /* answers in a row */
#define EXPECT_SETTLE_NS NS_PER_S          /* answers go on so long after the longest gap */
#define EXPECT_STALE_NS  (2 * NS_PER_S)    /* an answer so long before the cause starts no gap */
#define EXPECT_LAST_NS   (5 * NS_PER_S)    /* beyond the limit, for what is under way */
#define EXPECT_CLOCKS_NS (NS_PER_MS / 5)   /* error between wire and netlink stamps */
#define EXPECT_EXCUSE_NS (2 * NS_PER_S)    /* foreign load excuses only shorter limits */
#define EXPECT_ACT_NS    (100 * NS_PER_MS) /* a fault has acted by then, where it acts at once */
#define EXPECT_RISING_NS (250 * NS_PER_MS) /* between first and last as a lab comes up */

struct expect_client {
	uint64_t before; /* highest number of a request started before the cause */
	uint64_t highest, n_ended, n_lost;
	bool asked; /* a request since the cause has ended */
	struct instant first_started;
	bool good;                         /* a good answer since the cause */
	struct instant good_at, last_good; /* .last_good: 0 = none yet */
	size_t good_number;
	int64_t longest_ns;
	struct instant longest_end, lost_at;
	size_t longest_number;
	unsigned int run;
	struct instant run_at;
	size_t run_number;
	size_t served_by; /* of the latest answer */
	int status;
	const char *what_failed;
};

struct expect_fact {
	bool anew;  /* what is so already does not count */
	bool holds; /* it is so, since .since; to be believed from .settled on */
	struct world_since since;
	struct instant settled;
};

struct expect_order {
	bool seen[TOPO_ORDER_MAX];
	struct instant at[TOPO_ORDER_MAX];
	size_t number[TOPO_ORDER_MAX];
};

struct expect {
	const struct topo_expect *what;
	struct judge_verdict verdict;
	bool begun;
	bool told;
	struct instant limit; /* t0 + within */
	struct instant wait;  /* time() is due */
	struct expect_fact fact;
	struct expect_client client;
	struct expect_order order;
};

void expect_fact_begin(struct expect *expect, const struct expect_context *context);
void expect_fact_event(struct expect *expect, const struct expect_context *context,
		       const struct expect_input *input);
/** expect_fact_up() - the lab is up: what has held since before may settle; passes over others */
void expect_fact_up(struct expect *expect, const struct expect_context *context);
void expect_fact_time(struct expect *expect, const struct expect_context *context);
/** expect_fact_holds() - whether a route, address or session is as @what has it now; @since: since
 * when, number SIZE_MAX when nothing is known of it */
bool expect_fact_holds(const struct expect_context *context, const struct topo_expect *what,
		       struct world_since *since);

void expect_client_begin(struct expect *expect, const struct expect_context *context);
void expect_client_event(struct expect *expect, const struct expect_context *context,
			 const struct expect_input *input);
void expect_client_time(struct expect *expect, const struct expect_context *context,
			struct instant now);
/** expect_client_answer() - whether @event is an answer as @what wants it */
bool expect_client_answer(const struct topo_expect *what, const struct trace_event *event);

void expect_order_event(struct expect *expect, const struct expect_context *context,
			const struct expect_input *input);
void expect_order_time(struct expect *expect, const struct expect_context *context);

void expect_never_begin(struct expect *expect, const struct expect_context *context);
void expect_never_event(struct expect *expect, const struct expect_context *context,
			const struct expect_input *input);
void expect_never_time(struct expect *expect, const struct expect_context *context);

/** expect_words() - what is expected, in plain words, without its limit */
void expect_words(struct line *line, const struct topo *topo, const struct topo_expect *what);
/** expect_mark_words() - one mark of an order */
void expect_mark_words(struct line *line, const struct topo *topo, const struct topo_mark *mark);

/** expect_end() - decide, and begin the verdict's text */
struct line expect_end(struct expect *expect, enum trace_verdict verdict);
/** expect_pass() - passed because of an event; "<words> after <time>" */
struct line expect_pass(struct expect *expect, const struct expect_context *context,
			struct world_since why);
/** expect_miss() - the limit passed: fail, or inconclusive under foreign load; "<words> within
 * <limit>: " */
struct line expect_miss(struct expect *expect, const struct expect_context *context,
			int64_t limit_ns);
/** expect_lose() - requests were lost: fail, or inconclusive under foreign load; "<words>: " */
struct line expect_lose(struct expect *expect, const struct expect_context *context);

#endif
